/** What a command shows while it works: a spinner on a terminal, plain lines anywhere else. */
import { intro, log, outro, spinner } from '@clack/prompts';

export interface Progress {
  /** Does some work under a title, and ends the line with how long it took. */
  step<T>(title: string, work: (say: (detail: string) => void) => Promise<T>): Promise<T>;
  info(line: string): void;
  warn(line: string): void;
  /** The last word. */
  end(lines: readonly string[]): void;
}

/**
 * Begins a command's output.
 *
 * @param title of the command
 */
export function startProgress(title: string): Progress {
  return process.stdout.isTTY ? onTerminal(title) : asLines(title);
}

const seconds = (began: number) => {
  const elapsed = (Date.now() - began) / 1000;
  return elapsed < 10 ? `${elapsed.toFixed(1)} s` : `${Math.round(elapsed)} s`;
};

function onTerminal(title: string): Progress {
  intro(title);
  return {
    async step(name, work) {
      const line = spinner({ indicator: 'timer' });
      line.start(name);
      try {
        const result = await work((detail) => line.message(detail));
        line.stop(name);
        return result;
      } catch (error) {
        line.error(name);
        throw error;
      }
    },
    info: (line) => log.info(line),
    warn: (line) => log.warn(line),
    end(lines) {
      log.message([...lines]);
      outro('Ctrl-C stops it.');
    },
  };
}

function asLines(title: string): Progress {
  console.log(title);
  return {
    async step(name, work) {
      const began = Date.now();
      console.log(`· ${name} …`);
      const result = await work((detail) => console.log(`  ${detail}`));
      console.log(`✔ ${name} (${seconds(began)})`);
      return result;
    },
    info: (line) => console.log(line),
    warn: (line) => console.warn(`! ${line}`),
    end: (lines) => console.log(`\n${lines.join('\n')}\n`),
  };
}
