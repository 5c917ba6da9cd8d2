import { routerStatus } from '../connection/status.js';
import { t } from '../i18n/text.js';
import { Link } from '../routing/link.js';
import { PageTitle } from '../shell/page-title.js';

/**
 * For a stream that the router does not know: it was never there, was removed while one looked, stands in a file that is not live yet,
 * or is a pattern, which is none itself.
 */
export function StreamGone({ name, isInFile }: { readonly name: string; readonly isInFile: boolean }) {
  const isPattern = routerStatus.value?.configuration.patterns.some((pattern) => pattern.name === name);
  const { pattern, notLive, gone } = t().stream;
  return (
    <section class="panel">
      <PageTitle>{name}</PageTitle>
      <p>{isPattern === true ? pattern : isInFile ? notLive : gone}</p>
      <p>
        <Link to={{ view: 'overview' }}>{t().stream.back}</Link>
      </p>
    </section>
  );
}
