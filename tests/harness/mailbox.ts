/** A mail server on this machine that takes every mail, for tests that read them. */
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface Letter {
  /** The recipient as the mail server was told it. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Mailbox {
  /** Settings of a server that sends here. */
  readonly settings: Readonly<Record<string, string>>;
  /** Everything that came, oldest first. */
  readonly letters: readonly Letter[];
  /** The oldest letter to an address that was not asked for before; waits until there is one. */
  next(to: string): Promise<Letter>;
  close(): Promise<void>;
}

/** @param wanted a port that must be free; default: any */
export async function startMailbox(wanted = 0): Promise<Mailbox> {
  const letters: Letter[] = [];
  const read = new Set<Letter>();
  const arrivals = new EventEmitter().setMaxListeners(0);
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then(({ subject = '', text = '', html = '' }) => {
          for (const { address } of session.envelope.rcptTo) {
            letters.push({ to: address, subject, text, html });
          }
          arrivals.emit('letter');
          done();
        })
        .catch(done);
    },
  });
  server.listen(wanted, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    settings: {
      EMAIL_SMTP_HOST: '127.0.0.1',
      EMAIL_SMTP_PORT: String(port),
      EMAIL_SMTP_IGNORE_TLS: 'true',
    },
    letters,
    async next(to) {
      for (;;) {
        const letter = letters.find((one) => one.to === to && !read.has(one));
        if (letter) {
          read.add(letter);
          return letter;
        }
        await once(arrivals, 'letter');
      }
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The link in a letter. */
export function linkIn({ text }: Letter): URL {
  const link = /^[a-z][a-z0-9+.-]*:\S+$/im.exec(text)?.[0];
  if (!link) throw new Error(`There is no link in this letter:\n${text}`);
  return new URL(link);
}
