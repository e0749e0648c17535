/**
 * Loaded into a child (`node --import`) whose standard input is a pipe from its parent: when the
 * parent ends, in whatever way, the pipe closes and the child ends too, instead of working on where
 * the next attempt already begins.
 */
process.stdin
  .on('end', () => process.exit(1))
  .on('error', () => process.exit(1))
  .resume();
process.stdin.unref?.();
