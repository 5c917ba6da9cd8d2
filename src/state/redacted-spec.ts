import { redactUrls } from '../util/redact.js';
import { shownArguments } from './allowed-options.js';
import { publicNamesOf, type Source, type StreamSpec } from './stream.js';

/** What may be shown of a specification, or kept in a file: all of it but the credentials. */
export function redactedSpec(spec: StreamSpec): StreamSpec {
  const publicNames = new Set(publicNamesOf(spec));
  const shown = (text: string): string => redactUrls(text, publicNames);
  const shownSource = (source: Source): Source =>
    source.kind === 'push' ? source : { kind: 'pull', url: shown(source.url) };
  const [first, ...others] = spec.sources;
  const { server, ffmpeg } = spec;
  return {
    ...spec,
    sources: [shownSource(first), ...others.map(shownSource)],
    server: server.kind === 'embedded' ? server : { kind: 'remote', url: redactUrls(server.url) },
    ffmpeg: {
      inputArgs: shownArguments(ffmpeg.inputArgs).map(shown),
      outputArgs: shownArguments(ffmpeg.outputArgs).map(shown),
    },
  };
}
