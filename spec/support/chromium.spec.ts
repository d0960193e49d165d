import { expect } from 'chai'
import { launchChromium } from './chromium.ts'

describe('the Chromium of the specs', () => {
  it('shows a page and runs its scripts', async () => {
    const browser = await launchChromium()
    try {
      const page = await browser.newPage()
      await page.setContent('<p id="sum"></p><script>sum.textContent = 1 + 1</script>')

      expect(await page.textContent('#sum')).to.equal('2')
    } finally {
      await browser.close()
    }
  })
})
