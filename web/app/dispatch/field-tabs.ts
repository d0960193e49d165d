import { html, type Node } from '../../pages/html.ts'
import { hasFeature, useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { Tabs } from '../ui/page.ts'
import { fieldWords } from './field-words.ts'

export type FieldSide = 'board' | 'workOrders' | 'technicians' | 'quotes' | 'mileage'

/** The sides of field service, above each of their pages; those that the organization has switched off are left out. */
export const FieldTabs = ({ here }: { here: FieldSide }): Node => {
  const app = useApp()
  const w = fieldWords[app.lang]
  const sides = [
    { side: 'board', path: '/dispatch', isOn: hasFeature(app, 'trakservice.dispatch') },
    { side: 'workOrders', path: '/work-orders', isOn: hasFeature(app, 'trakservice.dispatch') },
    { side: 'technicians', path: '/technicians', isOn: true },
    { side: 'quotes', path: '/quotes', isOn: hasFeature(app, 'trakservice.quotes') },
    { side: 'mileage', path: '/mileage', isOn: hasFeature(app, 'trakservice.km') },
  ] as const
  const tabs = sides
    .filter(({ isOn }) => isOn)
    .map(({ side, path }) => ({ href: hrefOf(path), word: w[side], isHere: side === here }))
  return html`<${Tabs} label=${w.fieldService} tabs=${tabs} />`
}
