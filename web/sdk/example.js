import { AnalyticsDashboard, LiveMap, ShareWidget } from './fleeting.js'

const wished = new URLSearchParams(location.search)
if (wished.has('live')) {
  document.querySelector('#live').style.setProperty('height', '24rem')
  new LiveMap('#live', { token: wished.get('live') })
}
if (wished.has('asset'))
  new ShareWidget(Number(wished.get('asset')), { share_type: 'public', expires_in_hours: 168 })
if (wished.has('share')) new AnalyticsDashboard(wished.get('share'), { container: '#dashboard' })
