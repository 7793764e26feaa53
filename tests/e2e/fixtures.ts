import { test as base, expect, type Page } from '@playwright/test'

type Fixtures = {
  /** A page of a browser that runs no JavaScript, in which everything has to work all the same. */
  plainPage: Page
  /** What the browser complained of in `page`; a test fails that leaves any behind. */
  complaints: string[]
}

/** An answer that is not 2xx is written to the console by Chromium; the tests that ask for one look at its status. */
const IS_STATUS_LINE = /^Failed to load resource: the server responded with a status of [45]\d\d/

/** Playwright's test with the fixtures of this house. */
export const test = base.extend<Fixtures>({
  plainPage: async ({ browser, baseURL }, use) => {
    const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) })
    await use(await context.newPage())
    await context.close()
  },
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        const isError = message.type() === 'error' || message.type() === 'warning'
        if (isError && !IS_STATUS_LINE.test(message.text())) complaints.push(message.text())
      })
      await use(complaints)
      expect(complaints, 'errors, warnings and violations of the content security policy').toEqual([])
    },
    { auto: true },
  ],
})

export { expect } from '@playwright/test'
