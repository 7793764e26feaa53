import { describe, expect, it } from 'vitest'
import { routeLabel } from './route-label'

describe('routeLabel', () => {
  it.each([
    ['/', '/'],
    ['/t/11dFghVXANMlKmJXsNCbNl', '/t/:id'],
    ['/p/f-0123', '/p/:id'],
    ['/api/trpc/similar.find', '/api/trpc'],
    ['/api/recommend', '/api/recommend'],
    ['/wp-login.php', 'other'],
  ])('puts %s under %s', (path, label) => {
    expect(routeLabel(path)).toBe(label)
  })
})

it('counts every page that has no id in its address by itself', () => {
  for (const page of [
    '/catalog',
    '/clip',
    '/continue',
    '/doctor',
    '/journey',
    '/me',
    '/paste',
    '/quality',
    '/taste',
  ]) {
    expect(routeLabel(page)).toBe(page)
  }
})
