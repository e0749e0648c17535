/** A native WebSocket of Directus, as a client that remembers all it was told. */
import { WebSocket } from 'ws';

export type Message = Record<string, unknown> & { type?: string; uid?: string; status?: string };

export interface SocketOptions {
  readonly origin?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

/** A connection that remembers all it was told. */
export class Socket {
  readonly #socket: WebSocket;
  readonly heard: Message[] = [];
  #waiting: (() => void)[] = [];
  closed = false;
  /** Once it has closed: the code, and when (`performance.now()`). */
  end?: { code: number; at: number };

  /** @param url of the server, http://… */
  constructor(url: string, options: SocketOptions = {}) {
    const { path = '/websocket', ...rest } = options;
    this.#socket = new WebSocket(url.replace('http', 'ws') + path, rest);
    const wake = () => this.#waiting.splice(0).forEach((next) => void next());
    this.#socket.on('message', (data) => {
      this.heard.push(JSON.parse(String(data)));
      wake();
    });
    this.#socket.on('close', (code) => {
      this.closed = true;
      this.end = { code, at: performance.now() };
      wake();
    });
    this.#socket.on('error', wake);
  }

  /** The status of the answer to the upgrade: 101 when it is open. */
  opened(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#socket.once('open', () => resolve(101));
      this.#socket.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      this.#socket.once('error', reject);
    });
  }

  send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** As it is, whether it is a message or not. */
  sendText(text: string): void {
    this.#socket.send(text);
  }

  /** Sends, and settles when the message is on its way: with false when the connection has ended. */
  sent(message: object): Promise<boolean> {
    return new Promise((resolve) => {
      this.#socket.send(JSON.stringify(message), (error) => resolve(!error));
    });
  }

  /** Sends, and settles with the first answer of its uid that says how it went. */
  ask(message: Record<string, unknown> & { uid: string }): Promise<Message | undefined> {
    this.send(message);
    const events = ['create', 'update', 'delete'];
    return this.until(({ uid, event }) => uid === message.uid && !events.includes(`${event}`));
  }

  /** Settles when the connection has ended, or a message fits. */
  async until(fits: (message: Message) => boolean): Promise<Message | undefined> {
    for (;;) {
      const found = this.heard.find(fits);
      if (found || this.closed) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async signIn(token: string): Promise<void> {
    await this.opened();
    this.send({ type: 'auth', access_token: token });
    const answer = await this.until(({ type }) => type === 'auth');
    if (answer?.status !== 'ok') throw new Error(`Not signed in: ${JSON.stringify(answer)}`);
  }

  /** Reads nothing more. */
  pause(): void {
    this.#socket.pause();
  }

  terminate(): void {
    this.#socket.terminate();
  }
}
