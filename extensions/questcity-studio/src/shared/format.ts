/** Numbers, times and lengths as people read them. `locale` is a BCP 47 tag. */

export function formatNumber(locale: string, value: number, digits = 0): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

export function formatPercent(locale: string, share: number): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(
    share,
  );
}

/** A moment in the reader's own time zone. */
export function formatTime(locale: string, time: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(time),
  );
}

export function formatDate(locale: string, time: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(time));
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** How long ago, from `now` on: `3 hours ago`. */
export function formatAgo(locale: string, time: string, now: number): string {
  const seconds = (new Date(time).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(Math.round(seconds), 'second');
}

/** A length of time, in its two largest units: `1 hr 5 min`. */
export function formatDuration(locale: string, seconds: number): string {
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(
      value,
    );
  const whole = Math.round(seconds);
  for (const [index, [name, length]] of STEPS.entries()) {
    if (whole < length) continue;
    const [lesser, lesserLength] = STEPS[index + 1] ?? (['second', 1] as const);
    const rest = Math.floor((whole % length) / lesserLength);
    const larger = unit(Math.floor(whole / length), name);
    return rest > 0 ? `${larger} ${unit(rest, lesser)}` : larger;
  }
  return unit(whole, 'second');
}

/** A distance: metres below one kilometre. */
export function formatDistance(locale: string, metres: number): string {
  const [value, unit, digits] =
    metres < 1000 ? [metres, 'meter', metres < 10 ? 1 : 0] : [metres / 1000, 'kilometer', 1];
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: unit as string,
    maximumFractionDigits: digits as number,
  }).format(value as number);
}
