import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/text.js';
import { announce } from './announcer.js';
import { copyText } from './copy-text.js';
import { Icon } from './icon.js';

/** Copies a text; says so in its own place, and to screen readers. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none');
  useEffect(() => {
    if (outcome === 'none') return;
    const timer = setTimeout(() => setOutcome('none'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (event: MouseEvent): void => {
    event.stopPropagation();
    void copyText(text).then((isCopied) => {
      setOutcome(isCopied ? 'copied' : 'failed');
      announce(isCopied ? t().copy.copied(text) : t().copy.failed);
    });
  };
  return (
    <button
      type="button"
      class={`icon-button ${outcome === 'copied' ? 'is-done' : ''}`}
      aria-label={t().copy.copy(what)}
      title={outcome === 'failed' ? t().copy.failed : t().copy.copy(what)}
      onClick={copy}
    >
      <Icon name={outcome === 'copied' ? 'check' : outcome === 'failed' ? 'cross' : 'copy'} />
    </button>
  );
}

const SHOWN_MS = 2_000;
