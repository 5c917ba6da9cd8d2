import { routerStatus } from '../connection/status.js';

/** Which file a change is written into, where there are several. */
export function ChangedFile({ file }: { readonly file: string }) {
  const isOneOfSeveral = (routerStatus.value?.configuration.files.length ?? 0) > 1;
  return isOneOfSeveral ? (
    <p>
      <code>{file}</code>
    </p>
  ) : null;
}
