/** The own credits. */
import { route } from '../kernel/route.ts';
import { PageQuery, WalletBody, WalletEntryListBody } from './wallet.schema.ts';
import * as wallet from './wallet.service.ts';

export const walletRoutes = [
  route({
    method: 'get',
    path: '/wallet',
    access: 'player',
    name: 'getWallet',
    tag: 'Wallet',
    summary: 'Own balance',
    response: WalletBody,
    handle: async (_, { actor, database }) => ({
      data: { balance: await wallet.balanceOf(database, actor.id) },
    }),
  }),
  route({
    method: 'get',
    path: '/wallet/entries',
    access: 'player',
    name: 'listWalletEntries',
    tag: 'Wallet',
    summary: 'Own entries of the ledger, the newest first',
    query: PageQuery,
    response: WalletEntryListBody,
    handle: ({ query }, call) => wallet.listEntries(call, query),
  }),
];
