import { useState } from 'preact/hooks';
import type { Login } from '../../src/api/contract.js';
import { ApiError } from '../api/request.js';
import { t } from '../i18n/text.js';
import { PageTitle } from '../shell/page-title.js';
import { Choice } from '../ui/choice.js';
import { Field } from '../ui/field.js';
import { ProblemText } from '../ui/problem-text.js';
import { logIn } from './session.js';
import './login-view.css';

/** Asks who looks: by a token, or by user and password. */
export function LoginView() {
  const text = t().session;
  const [kind, setKind] = useState<'token' | 'user'>('token');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setError(null);
    try {
      await logIn(loginOf(kind, fields));
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <section class="panel login-view">
      <PageTitle>{text.title}</PageTitle>
      <form onSubmit={(event) => void submit(event)}>
        <Choice
          legend={text.howTo}
          options={(['token', 'user'] as const).map((value) => ({ value, label: text.kinds[value] }))}
          value={kind}
          onChange={setKind}
        />
        {kind === 'token' ? (
          <LoginField
            name="token"
            label={text.token}
            hint={text.whereToken}
            type="password"
            autocomplete="current-password"
          />
        ) : (
          <>
            <LoginField name="user" label={text.user} type="text" autocomplete="username" />
            <LoginField
              name="password"
              label={text.password}
              type="password"
              autocomplete="current-password"
            />
          </>
        )}
        {error !== null && <ProblemText error={withoutHint(error)} />}
        <button type="submit" class="button is-primary" disabled={isBusy}>
          {text.logIn}
        </button>
      </form>
    </section>
  );
}

function LoginField({ name, label, hint, type, autocomplete }: LoginFieldProps) {
  const shared = { class: 'input', name, autocomplete, required: true };
  return (
    <Field label={label} hint={hint}>
      {(input) =>
        type === 'password' ? (
          <input {...input} {...shared} type="password" />
        ) : (
          <input {...input} {...shared} type="text" />
        )
      }
    </Field>
  );
}

/** How to come by the token stands at its field already. */
function withoutHint(error: unknown): unknown {
  const isRefusal = error instanceof ApiError && error.problem.code === 'login-needed';
  return isRefusal ? new ApiError({ ...error.problem, remedy: '' }) : error;
}

interface LoginFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type: 'text' | 'password';
  readonly autocomplete: 'username' | 'current-password';
}

function loginOf(kind: 'token' | 'user', fields: FormData): Login {
  const value = (name: string): string => String(fields.get(name) ?? '');
  return kind === 'token'
    ? { token: value('token').trim() }
    : { user: value('user'), password: value('password') };
}
