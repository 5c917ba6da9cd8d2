import type { Diagnostic } from '../state/diagnostic.js';
import { profileNames } from './merged-stream.js';
import { nearest } from './nearest.js';
import type { Places } from './places.js';
import type { RawConfiguration } from './raw-configuration.js';

/** Streams that name a profile which is not there. */
export function checkProfiles(places: Places, raw: RawConfiguration): Diagnostic[] {
  const written = Object.keys(raw.profiles ?? {});
  const diagnostics: Diagnostic[] = [];
  for (const [name, stream] of Object.entries(raw.streams)) {
    for (const [index, profile] of profileNames(stream).entries()) {
      if (written.includes(profile)) continue;
      const place = ['streams', name, 'profile', ...(typeof stream.profile === 'string' ? [] : [`${index}`])];
      const meant = nearest(profile, written);
      diagnostics.push({
        code: 'unknown-profile',
        severity: 'error',
        message: 'there is no such profile',
        remedy:
          meant === undefined
            ? 'Write it below "profiles", or leave it out here.'
            : `Did you mean "${meant}"?`,
        place: places.placeOfPath(place, 'value'),
        related: null,
      });
    }
  }
  return diagnostics;
}
