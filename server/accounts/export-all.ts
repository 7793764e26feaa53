import { toTasteExport } from '../taste/domain/export'
import type { TasteView } from '../taste/domain/view'
import type { AccountRepository } from './account.repository'
import type { AccountExport, SessionUser } from './domain/account'
import type { ImportedFile } from './domain/imported'

export type ExportAllDeps = {
  accounts: Pick<AccountRepository, 'describe'>
  showTaste: (listenerId: string | null) => Promise<TasteView>
  playlists: { listRestricted: (userId: string) => Promise<AccountExport['playlists']> }
  imported: { listFiles: (owner: string) => Promise<ImportedFile[]> }
}

/** All that is kept of a user, as they may take it with them. */
export async function exportAll(
  deps: ExportAllDeps,
  user: SessionUser,
  listenerId: string,
): Promise<AccountExport> {
  const [known, taste, own, imports] = await Promise.all([
    deps.accounts.describe(user.id),
    deps.showTaste(listenerId),
    deps.playlists.listRestricted(user.id),
    deps.imported.listFiles(user.id),
  ])
  return {
    exportedAt: new Date().toISOString(),
    displayName: user.displayName,
    role: user.role,
    ...known,
    createdAt: known.createdAt.toISOString(),
    authorizedAt: known.authorizedAt.toISOString(),
    taste: toTasteExport(taste),
    playlists: own,
    imports,
  }
}
