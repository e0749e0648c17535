/** A one-page PDF of plain text, enough for the handouts of the demo. */

/** Points: A4, a margin, and the heights of a line of heading and of text. */
const PAGE = { width: 595, height: 842, margin: 72, heading: 34, line: 19 };

/**
 * A PDF with a heading and lines of text.
 *
 * @param title - The heading; Western European characters only, like the text.
 * @param text - The lines, as they are to be broken.
 * @throws Error when a character is outside Latin-1, which the built-in fonts cannot show.
 */
export function textPdf(title: string, text: string): Buffer {
  const unknown = /[^\n\x20-\x7e\xa0-\xff]/.exec(title + text)?.[0];
  if (unknown) throw new Error(`A PDF of the demo cannot show "${unknown}"`);
  const literal = (line: string) => `(${line.replace(/[\\()]/g, '\\$&')})`;
  const { width, height, margin } = PAGE;
  const drawing = [
    'BT',
    `/F2 22 Tf ${margin} ${height - margin - 22} Td ${literal(title)} Tj`,
    `/F1 12.5 Tf ${PAGE.line} TL 0 -${PAGE.heading} Td`,
    ...text.split('\n').map((line) => `${literal(line)} Tj T*`),
    'ET',
  ].join('\n');
  const font = (name: string) =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>`,
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    font('Helvetica'),
    font('Helvetica-Bold'),
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return String(at).padStart(10, '0');
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${at} 00000 n \n`).join('')}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
