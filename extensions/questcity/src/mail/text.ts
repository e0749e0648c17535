/** What a mail's HTML says, for readers without HTML. For our own templates, not for any HTML. */

const ENTITIES: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#34;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
};

const plain = (text: string) => text.replace(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? entity);

/** The title of a page, which is the subject of its mail; one line. */
export function titleOf(html: string): string {
  const title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? '';
  return plain(title).replace(/\s+/g, ' ').trim();
}

/** The text of a page, a line for each block. Buttons are left out: their address stands below them. */
export function htmlToText(html: string): string {
  const text = html
    .replace(/<(head|style|script|a)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<br\s*\/?>|<\/(p|h1|h2|div|li)>/gi, '\n')
    .replace(/<[^>]*>/g, '');
  return plain(text)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{2,}/g, '\n\n')
    .trim();
}
