import type { FastifyRequest } from 'fastify';
import { parseDigestHash, passwordDigests } from '../../util/digest-hash.js';
import { fitsPasswordHash, isPasswordHash } from '../../util/password-hash.js';
import { isSameSecret } from '../../util/same-secret.js';
import { ApiProblem } from '../api-problem.js';
import type { Login } from '../contract.js';
import { type AccessControl, loginNeeded } from './access-control.js';

/**
 * Begins a session for whoever has the token, or knows the password of a user; answers its id.
 * @throws ApiProblem
 */
export async function logIn(control: AccessControl, { ip }: FastifyRequest, login: Login): Promise<string> {
  control.mayTry(ip);
  const user = 'user' in login ? login.user : null;
  const isRight =
    'token' in login ? control.isToken(login.token) : await fitsPassword(control, login.user, login.password);
  const print = isRight ? control.credentialPrint(user) : null;
  if (print === null) {
    control.failures.failed(ip);
    throw loginNeeded(
      user === null
        ? 'The token is not the one of this router.'
        : 'There is no such user, or the password is wrong.',
    );
  }
  control.failures.succeeded(ip);
  return control.sessions.begin(user, print);
}

let running = 0;
/** Each takes a core a tenth of a second. */
const MAX_AT_ONCE = 4;

/** Takes as long for a user that does not exist. */
async function fitsPassword({ rules }: AccessControl, name: string, password: string): Promise<boolean> {
  if (running >= MAX_AT_ONCE)
    throw new ApiProblem(503, 'Too many people log in at the moment.', {
      code: 'busy',
      remedy: 'Try again.',
    });
  running += 1;
  try {
    const known = rules.users.get(name)?.password;
    const digests = known === undefined ? null : parseDigestHash(known);
    if (digests !== null) return isSameSecret(passwordDigests(name, password).sha256, digests.sha256);
    if (known !== undefined && !isPasswordHash(known)) return isSameSecret(password, known);
    const fits = await fitsPasswordHash(password, known ?? NOBODYS_HASH);
    return fits && known !== undefined;
  } finally {
    running -= 1;
  }
}

/** Of a random text that nobody knows. */
const NOBODYS_HASH =
  '$scrypt$ln=15,r=8,p=1$X68ogIZ7Y3Ag+BA13j0oQA$ynRWgzXiJsESsNOufvYesT91HQwDSx61kaEZIscKEMw';
