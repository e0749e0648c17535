/**
 * Who is shown what. Only the server decides who may do it; this keeps from view what it would refuse.
 */

/** What the admin app knows of the rights of whoever is signed in: collection, action, fields. */
export type Rights = Readonly<
  Record<
    string,
    Readonly<Partial<Record<string, { access: string; fields?: string[] | undefined }>>>
  >
>;

/** Managers: the only ones who read all attempts. */
export function mayManagePlay(rights: Rights): boolean {
  return rights.attempts?.read?.access === 'full';
}

/** User moderators: the only ones who write the status of users. */
export function mayLock(rights: Rights): boolean {
  return rights.directus_users?.update?.fields?.includes('status') === true;
}
