import { t } from '../i18n/text.js';
import { Link } from '../routing/link.js';
import { PageTitle } from '../shell/page-title.js';

/**
 * For a stream that the router does not know: it was never there, was removed while one looked, or stands in a file that is not live
 * yet.
 */
export function StreamGone({ name, isInFile }: { readonly name: string; readonly isInFile: boolean }) {
  return (
    <section class="panel">
      <PageTitle>{name}</PageTitle>
      <p>{isInFile ? t().stream.notLive : t().stream.gone}</p>
      <p>
        <Link to={{ view: 'overview' }}>{t().stream.back}</Link>
      </p>
    </section>
  );
}
