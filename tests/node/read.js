// Reads calendars with ical.js, which shares no code with libical: one line of JSON for each file, as tests/e2e/reread.t compares it.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

function address(property) {
  return property.getFirstValue();
}

function read(file) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  const events = calendar.getAllSubcomponents("vevent");
  const component = events[0];
  const event = new ICAL.Event(component);
  const attendees = component.getAllProperties("attendee");
  return {
    method: calendar.getFirstPropertyValue("method"),
    events: events.length,
    uid: event.uid,
    sequence: event.sequence,
    stamp: component.getFirstPropertyValue("dtstamp").toJSDate().toISOString(),
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
    zone: event.startDate.zone.tzid,
    status: component.getFirstPropertyValue("status"),
    summary: event.summary,
    description: event.description,
    url: component.getFirstPropertyValue("url"),
    organizer: address(component.getFirstProperty("organizer")),
    organizer_name: component.getFirstProperty("organizer").getParameter("cn"),
    attendees: attendees.map(address),
    partstat: attendees[0].getParameter("partstat") ?? null,
  };
}

for (const file of process.argv.slice(2))
  console.log(JSON.stringify(read(file)));
