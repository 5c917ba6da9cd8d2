import { useState } from 'preact/hooks';
import type { Login } from '../../src/api/contract.js';
import { t } from '../i18n/text.js';
import { PageTitle } from '../shell/page-title.js';
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
      <fieldset class="login-view-kind">
        <legend class="visually-hidden">{text.howTo}</legend>
        {(['token', 'user'] as const).map((option) => (
          <label key={option}>
            <input type="radio" name="kind" checked={kind === option} onChange={() => setKind(option)} />{' '}
            {text.kinds[option]}
          </label>
        ))}
      </fieldset>
      <form onSubmit={(event) => void submit(event)}>
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
        {error !== null && <ProblemText error={error} />}
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
