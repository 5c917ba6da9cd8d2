import { Component, type ComponentChildren } from 'preact';
import { t } from '../i18n/text.js';

/** When the page itself has a fault, one can read which, and go on; an empty page would tell nothing. */
export class Fault extends Component<{ readonly children: ComponentChildren }, { readonly error: unknown }> {
  static override getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    console.error(error);
    return { error };
  }

  override state = { error: null };

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <section class="panel" role="alert">
        <h1>{t().fault.title}</h1>
        <p>{t().fault.text}</p>
        <pre>{String(error)}</pre>
        <p>
          <button type="button" class="button" onClick={() => location.reload()}>
            {t().connection.reload}
          </button>
        </p>
      </section>
    );
  }
}
