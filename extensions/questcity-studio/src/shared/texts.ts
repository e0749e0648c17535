/**
 * The bundle's own words, in the language of whoever is signed in; English where it is another. Not
 * vue-i18n's own messages: Directus replaces the global ones whenever a language is loaded, and a
 * component can have only one set of local ones.
 */
import type { ComputedRef } from 'vue';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';

/** Words by their name, in one language. `one | other` (Russian: `one | few | many`) are plurals. */
export type Words<Name extends string = string> = Readonly<Record<Name, string>>;

export interface Dictionary<Name extends string> {
  readonly en: Words<Name>;
  readonly ru: Words<Name>;
}

/** Makes the compiler check that both languages have the same words. */
export function dictionary<const Name extends string>(
  en: Words<Name>,
  ru: Words<NoInfer<Name>>,
): Dictionary<Name> {
  return { en, ru };
}

export interface Texts<Name extends string> {
  /** A text by its name; `{name}` in it stands for a value. */
  t(name: Name, values?: Readonly<Record<string, string | number>>): string;
  /** Like `t`, in the form that suits `count`, which is `{n}` in it. */
  plural(name: Name, count: number): string;
  /** Whether there is a text of this name. */
  has(name: string): name is Name;
  /** A BCP 47 tag, for numbers and dates. */
  readonly locale: ComputedRef<string>;
}

export function useTexts<Name extends string>({ en, ru }: Dictionary<Name>): Texts<Name> {
  const { locale } = useI18n({ useScope: 'global' });
  const tag = computed(() => String(locale.value));
  const words = computed(() => (tag.value.startsWith('ru') ? ru : en));
  return {
    t: (name, values = {}) => fill(words.value[name], values),
    plural: (name, count) => {
      const forms = words.value[name].split(' | ');
      const form = formOf(words.value === ru ? 'ru' : 'en', count);
      return fill(forms[Math.min(form, forms.length - 1)] ?? '', { n: count });
    },
    has: (name): name is Name => Object.hasOwn(en, name),
    locale: tag,
  };
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/** 0: one (in Russian also 21, 31 …), 1: few (2-4, 22-24 …) or, in English, other; 2: many. */
function formOf(language: 'en' | 'ru', count: number): number {
  const form = new Intl.PluralRules(language).select(count);
  return form === 'one' ? 0 : form === 'many' ? 2 : 1;
}
