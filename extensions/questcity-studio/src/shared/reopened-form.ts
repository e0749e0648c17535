/** For fields that change their item behind the form's back. */
import { useRouter } from 'vue-router';

/**
 * The form's other fields still have what they were opened with, and no field can have its form read
 * them again: so it is left and opened anew. In a drawer they wait until that is opened anew.
 *
 * @returns A function that opens the form of this item anew.
 */
export function useReopenedForm(collection: string): (id: string) => Promise<void> {
  const router = useRouter();
  return async (id) => {
    const { path } = router.currentRoute.value;
    if (!path.endsWith(`/${collection}/${id}`)) return;
    await router.replace(path.slice(0, path.lastIndexOf('/')));
    await router.replace(path);
  };
}
