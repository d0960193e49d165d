import { expect } from 'chai'
import { addMember, clientOf, type Person, register } from '../support/client.ts'
import { sharedService } from '../support/service.ts'
import { aTrip } from './a-trip.ts'

const base = '/api/trip'
const march = { trip_name: 'Angkor', start_date: '2026-03-01', end_date: '2026-03-05' }

describe('/api/trip', () => {
  let url: string
  let maker: Person
  before(async () => {
    url = (await sharedService()).url
    maker = await register(url)
  })
  const tripKeys = ['trip_id', 'user_id', 'trip_name', 'start_date', 'end_date', 'created_at', 'updated_at']

  it('plans a trip, and shows it with its days', async () => {
    const made = await maker.call('POST', base, { ...march, trip_name: ' Angkor ' })
    const id = made.body.data.trip_id
    const read = await maker.call('GET', `${base}/${id}`)

    expect(made.status).to.equal(201)
    expect(made.body).to.have.all.keys('success', 'message', 'data')
    expect(made.body).to.include({ success: true, message: 'Trip created successfully' })
    expect(made.body.data).to.have.all.keys(tripKeys)
    expect(made.body.data).to.include({ ...march, user_id: maker.userId })
    expect([read.status, read.body]).to.deep.equal([
      200,
      { success: true, data: { ...made.body.data, days: [] } },
    ])
  })

  it('lists my own trips page by page, and nobody else’s, not even my colleagues’ [TR-1] [T-58]', async () => {
    const me = await addMember(maker, 'member')
    const ids: number[] = []
    for (const start_date of ['2026-03-01', '2026-03-03', '2026-03-02'])
      ids.push((await me.call('POST', base, { ...march, start_date })).body.data.trip_id)
    const stranger = await register(url)
    await stranger.call('POST', base, march)

    const first = await me.call('GET', `${base}?page_size=2`)
    const second = await me.call('GET', first.body.data.next.replace(url, ''))
    const theirs = await stranger.call('GET', base)

    expect(first.body).to.have.all.keys('success', 'data')
    const all = [...first.body.data.results, ...second.body.data.results]
    expect(all.map(({ trip_id }) => trip_id)).to.deep.equal([ids[1], ids[2], ids[0]])
    expect([first.body.data.count, second.body.data.next]).to.deep.equal([3, null])
    expect(theirs.body.data.count).to.equal(1)
    expect(theirs.body.data.results[0].user_id).to.equal(stranger.userId)
  })

  it('renames and moves a trip, but never away from a planned day [TR-2]', async () => {
    const { tripId } = await aTrip(maker)
    const patch = (body: object) => maker.call('PATCH', `${base}/${tripId}`, body)

    const renamed = await patch({ trip_name: 'Bayon', end_date: '2026-03-02' })
    const outside = await patch({ start_date: '2026-03-03', end_date: '2026-03-04' })

    expect([renamed.status, renamed.body.message]).to.deep.equal([200, 'Trip updated successfully'])
    expect(renamed.body.data).to.include({ trip_name: 'Bayon', end_date: '2026-03-02' })
    expect(outside.status).to.equal(422)
    expect(outside.body.errors[0].field).to.equal('start_date')
    for (const bad of [{}, { end_date: '2026-02-01' }, { user_id: 1 }, { start_date: '2026-02-30' }])
      expect((await patch(bad)).status, JSON.stringify(bad)).to.equal(422)
  })

  it('refuses in the envelope, with the problem’s own fields beside it [TR-10]', async () => {
    const nobody = await clientOf(url).call('GET', base)
    const wrong = await maker.call('POST', base, { ...march, end_date: '2026-02-01' })
    const unread = await maker.call('POST', base, '{', { 'content-type': 'application/json' })
    const unknown = await maker.call('GET', `${base}/2147483647`)
    const nonsense = await maker.call('GET', `${base}/abc`)

    for (const { body, headers } of [nobody, wrong, unread, unknown, nonsense]) {
      expect(body.success).to.equal(false)
      expect(body).to.include.all.keys('type', 'title', 'status', 'detail', 'code', 'request_id')
      expect(body.message).to.equal(body.detail)
      expect(body.error).to.be.a('string').and.not.equal('')
      expect(headers.get('content-type')).to.match(/^application\/problem\+json/)
    }
    expect([nobody.status, nobody.body.code]).to.deep.equal([401, 'not_signed_in'])
    expect(nobody.headers.get('www-authenticate')).to.equal('Bearer')
    expect([wrong.status, wrong.body.code]).to.deep.equal([422, 'validation_failed'])
    expect(wrong.body.errors).to.deep.equal([{ field: 'end_date', message: 'must not be before start_date' }])
    expect(wrong.body.error).to.equal('end_date must not be before start_date')
    expect(unread.status).to.equal(400)
    for (const { status, body } of [unknown, nonsense])
      expect([status, body.message]).to.deep.equal([404, 'Trip not found or unauthorized'])
  })

  it('speaks to people in their language', async () => {
    const { body } = await maker.call('GET', `${base}/2147483647`, undefined, { 'accept-language': 'pt-BR' })

    expect(body.message).to.equal('Viagem não encontrada ou não autorizada')
  })

  it('is its maker’s alone: to admins, colleagues and strangers it is not there, whatever they try [TR-1] [T-21]', async () => {
    const me = await addMember(maker, 'member')
    const { tripId, dayId, placeId } = await aTrip(me)
    const day = `${base}/${tripId}/days/${dayId}`
    const tries: [string, string, object?][] = [
      ['GET', `${base}/${tripId}`],
      ['PATCH', `${base}/${tripId}`, { trip_name: 'Taken' }],
      ['DELETE', `${base}/${tripId}`],
      ['POST', `${base}/${tripId}/days`, { date: '2026-03-04' }],
      ['PATCH', day, { date: '2026-03-04' }],
      ['DELETE', day],
      ['POST', `${day}/places`, { place_name: 'Mine' }],
      ['PATCH', `${day}/places`, { trip_place_ids: [placeId] }],
      ['PATCH', `${day}/places/${placeId}`, { place_name: 'Mine' }],
      ['DELETE', `${day}/places/${placeId}`],
      ['GET', `${base}/${tripId}/share`],
      ['POST', `${base}/${tripId}/share`, {}],
      ['DELETE', `${base}/${tripId}/share`],
      ['GET', `${base}/${tripId}/share/accesses`],
    ]
    const before = (await me.call('GET', `${base}/${tripId}`)).body

    for (const person of [maker, await addMember(maker, 'admin'), await register(url)])
      for (const [method, path, body] of tries) {
        const answer = await person.call(method, path, body)
        expect([answer.status, answer.body.message], `${method} ${path}`).to.deep.equal([
          404,
          'Trip not found or unauthorized',
        ])
      }
    expect((await me.call('GET', `${base}/${tripId}`)).body).to.deep.equal(before)
  })

  it('removes a trip and its link with it', async () => {
    const { tripId } = await aTrip(maker)
    const { token } = (await maker.call('GET', `${base}/${tripId}/share`)).body.data

    const gone = await maker.call('DELETE', `${base}/${tripId}`)

    expect([gone.status, gone.body]).to.deep.equal([
      200,
      { success: true, message: 'Trip deleted successfully' },
    ])
    expect((await maker.call('GET', `${base}/${tripId}`)).status).to.equal(404)
    expect((await maker.call('GET', `${base}/share/${token}`)).body.message).to.equal(
      'Invalid or expired link',
    )
  })

  describe('/:id/days', () => {
    it('adds days within the trip, numbered by their dates, one a date [TR-3]', async () => {
      const { tripId } = await aTrip(maker)
      const add = (date: string) => maker.call('POST', `${base}/${tripId}/days`, { date })

      const last = await add('2026-03-05')
      const first = await add('2026-03-01')

      expect([last.status, first.status]).to.deep.equal([201, 201])
      expect(last.body.data).to.have.all.keys('trip_day_id', 'trip_id', 'date', 'day_number', 'places')
      expect(last.body.data).to.deep.include({
        trip_id: tripId,
        date: '2026-03-05',
        day_number: 5,
        places: [],
      })
      const { days } = (await maker.call('GET', `${base}/${tripId}`)).body.data
      expect(days.map((day: { day_number: number }) => day.day_number)).to.deep.equal([1, 2, 5])
      for (const date of ['2026-03-05', '2026-02-28', '2026-03-06', '2026-02-30', 'today'])
        expect((await add(date)).status, date).to.equal(422)
    })

    it('moves a day with its places, and removes it with them [TR-3]', async () => {
      const { tripId, dayId, placeId } = await aTrip(maker)
      const day = `${base}/${tripId}/days/${dayId}`

      const moved = await maker.call('PATCH', day, { date: '2026-03-04' })
      const stays = await maker.call('PATCH', day, { date: '2026-03-04' })
      const gone = await maker.call('DELETE', day)

      expect(moved.body.data).to.include({ trip_day_id: dayId, date: '2026-03-04', day_number: 4 })
      expect(moved.body.data.places[0].trip_place_id).to.equal(placeId)
      expect(stays.status).to.equal(200)
      expect(gone.body).to.deep.equal({ success: true, message: 'Day deleted successfully' })
      expect((await maker.call('DELETE', day)).status).to.equal(404)
      expect((await maker.call('GET', `${base}/${tripId}`)).body.data.days).to.deep.equal([])
    })

    it('knows no day by another trip’s address [T-21]', async () => {
      const [one, other] = [await aTrip(maker), await aTrip(maker)]
      const crossed = `${base}/${one.tripId}/days/${other.dayId}`

      expect((await maker.call('PATCH', crossed, { date: '2026-03-04' })).status).to.equal(404)
      expect((await maker.call('DELETE', crossed)).status).to.equal(404)
      expect((await maker.call('POST', `${crossed}/places`, { place_name: 'x' })).status).to.equal(404)
      const place = `${base}/${one.tripId}/days/${one.dayId}/places/${other.placeId}`
      expect((await maker.call('DELETE', place)).status).to.equal(404)
    })
  })

  describe('/:id/days/:day_id/places', () => {
    const angkor = {
      place_id: 10,
      notes: 'Visit in the morning\nbring water',
      place_name: 'Angkor Wat',
      place_description: 'Ancient temple complex',
      category_id: 1,
      category_name: 'Historical Site',
      google_maps_link: 'https://maps.google.com/?q=13.4125,103.867',
      ratings: 4.8,
      reviews_count: 1250,
      images_url: 'https://example.com/image.jpg',
      entry_free: false,
      operating_hours: '06:00-18:00',
      province_id: 1,
      province_categoryName: 'Siem Reap',
      latitude: 13.4125,
      longitude: 103.867,
    }

    it('adds a place with all that the document names, and gives it back as it was [TR-4] [TR-5]', async () => {
      const { tripId, dayId } = await aTrip(maker)

      const { status, body } = await maker.call('POST', `${base}/${tripId}/days/${dayId}/places`, angkor)

      expect(status).to.equal(201)
      const { trip_place_id, trip_day_id, added_at, ...rest } = body.data
      expect(rest).to.deep.equal(angkor)
      expect(trip_day_id).to.equal(dayId)
      const { days } = (await maker.call('GET', `${base}/${tripId}`)).body.data
      expect(days[0].places.map((place: { trip_place_id: number }) => place.trip_place_id)).to.include(
        trip_place_id,
      )
      expect(Date.parse(added_at)).to.be.a('number').and.not.NaN
    })

    it('changes what is named, and leaves the rest [TR-5]', async () => {
      const { tripId, dayId, placeId } = await aTrip(maker, angkor)
      const at = `${base}/${tripId}/days/${dayId}/places/${placeId}`

      const { status, body } = await maker.call('PATCH', at, { notes: null, ratings: 5 })

      expect(status).to.equal(200)
      expect(body.data).to.include({ ...angkor, notes: null, ratings: 5 })
      for (const bad of [
        {},
        { ratings: 6 },
        { google_maps_link: 'javascript:alert(1)' },
        { latitude: 1 },
        { latitude: null, longitude: 1 },
        { place_name: null },
        { trip_day_id: 1 },
      ])
        expect((await maker.call('PATCH', at, bad)).status, JSON.stringify(bad)).to.equal(422)
      const bare = await maker.call('PATCH', at, { latitude: null, longitude: null })
      expect(bare.body.data).to.include({ latitude: null, longitude: null })
    })

    it('puts the places of a day in another order, and takes in those of other days [TR-11]', async () => {
      const { tripId, dayId, placeId } = await aTrip(maker, angkor)
      const trip = `${base}/${tripId}`
      const other = (await maker.call('POST', `${trip}/days`, { date: '2026-03-03' })).body.data.trip_day_id
      const add = async (day: number, place_name: string): Promise<number> =>
        (await maker.call('POST', `${trip}/days/${day}/places`, { place_name })).body.data.trip_place_id
      const [bayon, market] = [await add(dayId, 'Bayon'), await add(other, 'Market')]
      const order = (day: number, ids: number[]) =>
        maker.call('PATCH', `${trip}/days/${day}/places`, { trip_place_ids: ids })

      const turned = await order(dayId, [bayon, placeId])
      const moved = await order(other, [placeId, market])
      const last = await add(other, 'Pub Street')

      expect([turned.status, turned.body.message]).to.deep.equal([200, 'Places ordered successfully'])
      const idsOf = (days: { places: { trip_place_id: number }[] }[]) =>
        days.map(({ places }) => places.map(({ trip_place_id }) => trip_place_id))
      expect(idsOf(turned.body.data.days)).to.deep.equal([[bayon, placeId], [market]])
      expect(idsOf(moved.body.data.days)).to.deep.equal([[bayon], [placeId, market]])
      expect(moved.body.data.days[1].places[0]).to.include({ ...angkor, trip_day_id: other })
      const foreign = await aTrip(maker)
      for (const ids of [[], [market], [bayon, foreign.placeId], [bayon, bayon]])
        expect((await order(dayId, ids)).body.errors[0].field, String(ids)).to.equal('trip_place_ids')
      const { days } = (await maker.call('GET', trip)).body.data
      expect(idsOf(days)).to.deep.equal([[bayon], [placeId, market, last]])
    })

    it('removes a place', async () => {
      const { tripId, dayId, placeId } = await aTrip(maker)
      const at = `${base}/${tripId}/days/${dayId}/places/${placeId}`

      expect((await maker.call('DELETE', at)).body).to.deep.equal({
        success: true,
        message: 'Place deleted successfully',
      })
      expect((await maker.call('DELETE', at)).status).to.equal(404)
    })
  })
})
