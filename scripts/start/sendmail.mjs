#!/usr/bin/env node
/** Stands in for sendmail while developing: puts each mail into .data/mail, where it can be read. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = join(root, '.data', 'mail');
mkdirSync(folder, { recursive: true, mode: 0o700 });
const time = new Date().toISOString().replaceAll(':', '-');
const file = join(folder, `${time}-${process.pid}.eml`);
writeFileSync(`${file}.tmp`, readFileSync(0), { mode: 0o600 });
renameSync(`${file}.tmp`, file);
