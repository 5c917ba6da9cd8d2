import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * Stands in for what GitHub's and GitLab's API have for the comments of a pull request: a list that is read, added to, and changed. (They
 * themselves cannot be had here.)
 */
export class CommentServer {
  readonly comments: { readonly id: number; body: string }[] = [{ id: 7, body: 'Looks good to me.' }];
  /** What each request was: its method, its path and who asked. */
  readonly requests: { readonly method: string; readonly path: string; readonly credential: string }[] = [];
  readonly #server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const credential = headers.authorization ?? String(headers['private-token'] ?? '');
    this.requests.push({ method, path: url, credential });
    void text(request).then((sent) => {
      if (method !== 'GET') this.#write(method, url, bodyOf(sent, headers['content-type'] ?? ''));
      response.setHeader('content-type', 'application/json').end(JSON.stringify(this.comments));
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #write(method: string, url: string, body: string): void {
    const known = this.comments.find(({ id }) => url.endsWith(`/${id}`));
    if (method === 'POST') this.comments.push({ id: 100 + this.comments.length, body });
    else if (known !== undefined) known.body = body;
  }
}

/** GitHub takes JSON, whatever curl calls it; GitLab a form. */
function bodyOf(sent: string, type: string): string {
  if (sent.startsWith('{')) return (JSON.parse(sent) as { body: string }).body;
  if (type.includes('urlencoded')) return new URLSearchParams(sent).get('body') ?? '';
  throw new Error(`a comment as ${type}`);
}
