import { t } from '../i18n/text.js';
import { Link } from '../routing/link.js';
import { PageTitle } from './page-title.js';

/** For an address that is none of the page's. */
export function NotFound() {
  return (
    <section class="panel">
      <PageTitle>{t().notFound.title}</PageTitle>
      <p>{t().notFound.text}</p>
      <p>
        <Link to={{ view: 'overview' }}>{t().notFound.back}</Link>
      </p>
    </section>
  );
}
