/** RFC 2326 12.37: Session: id[;timeout=seconds] */
export function formatSession(session: SessionHeader): string {
  return session.timeoutSeconds === undefined
    ? session.id
    : `${session.id};timeout=${session.timeoutSeconds}`;
}

/** Undefined for what is no session header. A client may send the timeout back; it is of no use there. */
export function parseSession(text: string): SessionHeader | undefined {
  const [id = '', ...parameters] = text.split(';').map((part) => part.trim());
  // RFC 2326 3.4: letters, digits and the safe characters.
  if (!/^[0-9A-Za-z$\-_.+]{1,128}$/.test(id)) return undefined;
  for (const parameter of parameters) {
    const seconds = /^timeout\s*=\s*(?<seconds>\d{1,6})$/i.exec(parameter)?.groups?.['seconds'];
    if (seconds !== undefined) return { id, timeoutSeconds: Number(seconds) };
  }
  return { id };
}

export interface SessionHeader {
  readonly id: string;
  readonly timeoutSeconds?: number;
}
