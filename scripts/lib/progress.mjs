/**
 * What a command shows while it works: on a terminal one line that counts the seconds, anywhere else
 * plain lines with a sign of life every 15 seconds. Without dependencies, since it begins before
 * they are installed; and without touching the terminal's input, so that Ctrl-C stays a signal.
 */

const clearLine = '\r\x1b[2K';

/** The step whose line is on the terminal. */
let shown;

/**
 * Prints something beside a step's counting line, which is drawn again below it.
 *
 * @param {string} text without its line end
 */
export function print(text) {
  if (shown) process.stdout.write(clearLine);
  console.log(text);
}

/** Ends the line of the step under way, whose work is being given up. */
export function interruptStep() {
  shown?.end(false);
}

/**
 * Begins a step.
 *
 * @param {string} title what is being done
 * @returns {{ say(detail: string): void, end(ok: boolean): void }} say: what is being done just now
 */
export function beginStep(title) {
  const began = Date.now();
  const terminal = process.stdout.isTTY === true;
  let doing = title;
  const draw = () => {
    const width = process.stdout.columns || 80;
    process.stdout.write(`${clearLine}${`· ${doing} … ${elapsed(began)}`.slice(0, width - 1)}`);
  };
  if (terminal) draw();
  else console.log(`· ${title} …`);
  const timer = setInterval(
    () => {
      if (terminal) draw();
      else console.log(`  … ${elapsed(began)}`);
    },
    terminal ? 200 : 15_000,
  );
  const line = {
    say(detail) {
      doing = detail;
      if (!terminal) console.log(`  ${detail}`);
    },
    end(ok) {
      clearInterval(timer);
      if (terminal) process.stdout.write(clearLine);
      if (shown === line) shown = undefined;
      if (ok) console.log(`✔ ${title} (${elapsed(began)})`);
    },
  };
  if (terminal) shown = line;
  return line;
}

/**
 * Does some work as a step.
 *
 * @template T
 * @param {string} title
 * @param {(say: (detail: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const line = beginStep(title);
  try {
    const result = await work(line.say);
    line.end(true);
    return result;
  } catch (error) {
    line.end(false);
    throw error;
  }
}

function elapsed(began) {
  const seconds = (Date.now() - began) / 1000;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}
