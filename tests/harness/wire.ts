/** The wire between a server and its database, which a test can cut. */
import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';

export interface Wire {
  /** Settings of a server that reaches its database over this wire. */
  readonly settings: Readonly<Record<string, string>>;
  /** Ends all connections and takes no new ones. */
  cut(): void;
  /** Lets nothing through any more, and says so to nobody. */
  silence(): void;
  /** Works again, for new connections. */
  mend(): void;
  close(): Promise<void>;
}

/** Lays a wire to a PostgreSQL server. */
export async function layWire(to: { host: string; port: number }): Promise<Wire> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const waiting = new Set<Socket>();
  let state: 'whole' | 'cut' | 'silent' = 'whole';
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    if (state === 'cut') {
      near.destroy();
      return;
    }
    // A connection into the silence is taken by nobody.
    if (state === 'silent') {
      waiting.add(near);
      near.on('close', () => waiting.delete(near));
      return;
    }
    const far = dial(to.port, to.host);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => one.destroy());
      one.on('close', () => {
        pairs.delete(pair);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const end = () => {
    for (const near of waiting) near.destroy();
    for (const [near, far] of pairs) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    settings: { DB_HOST: '127.0.0.1', DB_PORT: String(port) },
    cut() {
      state = 'cut';
      end();
    },
    silence() {
      state = 'silent';
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
      }
    },
    mend() {
      state = 'whole';
      end();
    },
    async close() {
      end();
      server.close();
      await once(server, 'close');
    },
  };
}
