/**
 * One line of progress before any package is installed: a counting line on a terminal, and plain
 * lines (a sign of life every 15 seconds) where the output goes to a file or a service's log.
 *
 * @param {string} label what is being done
 * @returns {(ok: boolean) => void} ends the line
 */
export function showProgress(label) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const terminal = process.stdout.isTTY === true;
  if (!terminal) console.log(`· ${label} …`);
  const timer = setInterval(
    () => {
      if (terminal) process.stdout.write(`\r\x1b[2K· ${label} … ${seconds()} s`);
      else console.log(`· … ${seconds()} s`);
    },
    terminal ? 250 : 15_000,
  );
  return (ok) => {
    clearInterval(timer);
    if (terminal) process.stdout.write('\r\x1b[2K');
    if (ok) console.log(`✔ ${label} (${seconds()} s)`);
  };
}
