/** What this browser was told once and is to remember. A browser that keeps nothing is no reason to fail. */
export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null; // storage is switched off
  }
}

/** With null it is forgotten. */
export function writePreference(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // Storage is switched off: it counts until the page is closed.
  }
}

const PREFIX = 'kazstreamlink.';
