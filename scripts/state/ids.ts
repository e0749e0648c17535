/** Fixed ids of snapshots/access.yaml that code refers to. */
export const administratorRole = '10000000-0000-4000-8000-000000000003';
export const playerRole = '10000000-0000-4000-8000-000000000001';
