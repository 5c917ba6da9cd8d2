import { type IncomingMessage, request } from 'node:http';
import { waitFor } from '../e2e/support/wait-for.js';

export interface ServerEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: unknown;
}

/** Reads server-sent events as a browser does. */
export class EventReader {
  readonly events: ServerEvent[] = [];
  response: IncomingMessage | null = null;
  #text = '';
  #hasEnded = false;
  readonly #abort = new AbortController();

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    const sent = request(url, {
      headers: { accept: 'text/event-stream', ...headers },
      signal: this.#abort.signal,
    });
    sent.on('response', (response) => {
      this.response = response;
      response.setEncoding('utf8').on('data', (text: string) => this.#read(text));
      response.on('error', () => undefined).on('close', () => this.#ended());
    });
    sent.on('error', () => this.#ended()).end();
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Takes nothing for a while. */
  pause(): void {
    this.response?.pause();
  }

  resume(): void {
    this.response?.resume();
  }

  close(): void {
    this.#abort.abort();
  }

  /** Resolves with the first event for which `holds`, of those that came and those to come. */
  until(what: string, holds: (event: ServerEvent) => boolean): Promise<ServerEvent> {
    return waitFor(
      what,
      () => this.events.find(holds),
      30_000,
      () => JSON.stringify(this.events.map(({ event }) => event)),
    );
  }

  #read(text: string): void {
    this.#text += text;
    for (let end = this.#text.indexOf('\n\n'); end !== -1; end = this.#text.indexOf('\n\n')) {
      const lines = this.#text.slice(0, end).split('\n');
      this.#text = this.#text.slice(end + 2);
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const event = field('event');
      if (event !== undefined)
        this.events.push({ event, id: field('id') ?? null, data: JSON.parse(field('data') ?? 'null') });
    }
  }

  #ended(): void {
    this.#hasEnded = true;
  }
}
