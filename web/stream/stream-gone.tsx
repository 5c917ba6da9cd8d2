import { t } from '../i18n/text.js';
import { Link } from '../routing/link.js';
import { PageTitle } from '../shell/page-title.js';

/** For a stream that the router does not know: it was never there, or was removed while one looked. */
export function StreamGone({ name }: { readonly name: string }) {
  return (
    <section class="panel">
      <PageTitle>{name}</PageTitle>
      <p>{t().stream.gone}</p>
      <p>
        <Link to={{ view: 'overview' }}>{t().stream.back}</Link>
      </p>
    </section>
  );
}
