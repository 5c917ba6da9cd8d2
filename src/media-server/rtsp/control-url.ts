import { parseRequestUrl, type RequestUrl } from './request-url.js';
import type { SessionDescription } from './sdp.js';

/**
 * Which media of an announced description a publisher's SETUP is about, by resolving each `a=control` against the
 * URL of the ANNOUNCE. Host and port don't count: the publisher may know us by several. Undefined for none.
 */
export function findAnnouncedMedia(
  description: SessionDescription,
  announced: RequestUrl,
  setup: RequestUrl,
): number | undefined {
  const wanted = target(setup);
  const bases = baseTargets(description.control, announced);
  const index = description.medias.findIndex(({ control }) =>
    control === undefined || control === '*'
      ? description.medias.length === 1 && bases.includes(wanted)
      : resolve(control, bases).includes(wanted),
  );
  return index === -1 ? undefined : index;
}

/** RFC 2326 C.1.1: a control is absolute, or relative to the base, which is the session's control or the URL itself. */
function baseTargets(control: string | undefined, announced: RequestUrl): string[] {
  const bases = [target(announced)];
  if (announced.rawQuery !== undefined) bases.push(target({ ...announced, rawQuery: undefined }));
  if (control !== undefined && control !== '*') bases.push(...resolve(control, bases));
  return bases;
}

/** FFmpeg and GStreamer append a relative control after a slash, also to a query; nobody resolves as RFC 1808 says. */
function resolve(control: string, bases: readonly string[]): string[] {
  if (!/^rtsps?:\/\//i.test(control))
    return bases.map((base) => `${base}/${control.replace(/^\/+|\/+$/g, '')}`);
  try {
    return [target(parseRequestUrl(control))];
  } catch {
    return [];
  }
}

function target({ rawPath, rawQuery }: RequestUrl): string {
  return (rawQuery === undefined ? rawPath : `${rawPath}?${rawQuery}`).replace(/\/+$/, '');
}
