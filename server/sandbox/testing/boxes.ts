/** One small sandbox per kind of app, and a reader of whole lists, for tests of the Web API. */
import { expect } from 'vitest'

import { createSandbox } from '../index'
import type { Sandbox, SpotifyAppKind } from '../index'
import { get } from './client'

export const aString: unknown = expect.any(String)
export type Page = {
  items: unknown[]
  limit: number
  offset: number
  next: string | null
  previous: string | null
  total: number
  href: string
}

export const KINDS: readonly SpotifyAppKind[] = ['dev-new', 'dev-old', 'extended']
export const boxes = Object.fromEntries(
  KINDS.map((appKind) => [appKind, createSandbox({ tracks: 400, appKind })]),
) as Record<SpotifyAppKind, Sandbox>
export const { catalogue } = boxes.extended
export const [trackId = ''] = catalogue.trackIds()
export const UNKNOWN_ID = '0123456789012345678901'

export async function readAll(sandbox: Sandbox, token: string, first: string): Promise<unknown[]> {
  const items: unknown[] = []
  for (let path: string | null = first; path !== null;) {
    const page = (await get(sandbox, token, path)).body as Page
    items.push(...page.items)
    path = page.next
  }
  return items
}
