/** The text of .env.example, made of the definitions; a test holds the file to it. */
import type { Definitions } from './reading.ts';

const opening = `# Settings of QuestCity. None of them is needed to start: copy the lines you want to change into
# a file called .env, or set them in the environment, which wins over the file. Secrets may also
# be given as <NAME>_FILE, the path of a file that holds the value.
# A name that is not listed here is refused in the file. In the environment, which holds names of
# other programs too, it is refused where it begins like a family of these (DB_, STORAGE_S3_) or is a
# slip away from one with an underscore: a misspelt PORT, HOST or REDIS goes unseen there.
# Each line shows an example; the note says what holds without it.`;

/**
 * Writes all settings with their notes, commented out.
 *
 * @param definitions in the order to list them
 */
export function exampleFile(definitions: Definitions): string {
  const lines = [opening];
  for (const [key, { heading, about, example, schema }] of Object.entries(definitions)) {
    if (heading) lines.push('', `# --- ${heading} ---`);
    const result = schema.safeParse(undefined);
    const fallback = result.success ? result.data : undefined;
    const shown =
      Array.isArray(fallback) || fallback === undefined || /Default:/.test(about)
        ? ''
        : ` Default: ${fallback}.`;
    lines.push('', ...wrap(`${about}${shown}`), `#${key}=${quoted(example)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Quoted where the file's own rules would read something else; a recipe is shown as what it is. */
function quoted(example: string): string {
  if (example.includes(': openssl')) return `<${example}>`;
  return /[\s<>#]/.test(example) ? `"${example}"` : example;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > 100) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
