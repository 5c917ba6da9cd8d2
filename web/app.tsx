import { ConfigurationView } from './configuration/configuration-view.js';
import { connection, routerStatus } from './connection/status.js';
import { AddView } from './edit/add-view.js';
import { EditView } from './edit/edit-view.js';
import { Overview } from './overview/overview.js';
import { route } from './routing/location.js';
import { LoginView } from './session/login-view.js';
import { ConnectionNotice } from './shell/connection-notice.js';
import { Fault } from './shell/fault.js';
import { Header } from './shell/header.js';
import { Loading } from './shell/loading.js';
import { NotFound } from './shell/not-found.js';
import { RouterNotices } from './shell/router-notices.js';
import { StreamView } from './stream/stream-view.js';
import { Announcer } from './ui/announcer.js';
import './app.css';

/** The page: what stands above every view, and the view. */
export function App() {
  const { state } = connection.value;
  const isKnown = routerStatus.value !== null;
  return (
    <>
      <Header />
      <main id="content" class={`content is-${state}`} tabIndex={-1}>
        <ConnectionNotice />
        <RouterNotices />
        <div class="view">
          <Fault>{state === 'login needed' ? <LoginView /> : isKnown ? <View /> : <Loading />}</Fault>
        </div>
      </main>
      <Announcer />
    </>
  );
}

function View() {
  const shown = route.value;
  switch (shown.view) {
    case 'overview':
      return <Overview />;
    case 'stream':
      return <StreamView key={shown.name} name={shown.name} />;
    case 'edit':
      return <EditView key={shown.name} name={shown.name} />;
    case 'add':
      return <AddView />;
    case 'configuration':
      return <ConfigurationView />;
    case 'login':
      return <LoginView />;
    case 'unknown':
      return <NotFound />;
  }
}
