/** The item that a display is drawn for. */
import { getCurrentInstance } from 'vue';

/**
 * Directus gives a display its own value alone. The other fields are with the component that draws the
 * row, as its property `item`; that one is known by its price.
 *
 * @returns What that component has now; undefined where there is none.
 */
export function useRow(): () => Readonly<Record<string, unknown>> | undefined {
  let instance = getCurrentInstance()?.parent ?? null;
  while (instance && !isRow(instance.props.item)) instance = instance.parent;
  const { props } = instance ?? {};
  return () => (isRow(props?.item) ? props.item : undefined);
}

function isRow(item: unknown): item is Readonly<Record<string, unknown>> {
  return typeof item === 'object' && item !== null && 'price' in item;
}
