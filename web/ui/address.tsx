import { CopyButton } from './copy-button.js';
import './address.css';

/** An address to be typed elsewhere: can be selected, and copied with one press. */
export function Address({ url, label }: { readonly url: string; readonly label: string }) {
  return (
    <span class="address">
      <code class="address-url" title={url}>
        {url}
      </code>
      <CopyButton text={url} what={label} />
    </span>
  );
}
