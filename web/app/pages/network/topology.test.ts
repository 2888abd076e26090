import { expect, test } from "vitest";
import { arcPath, hexagonPath, layOut, layOutside, lineWidth } from "./topology.ts";

const WIDTHS = [296, 430, 700];
const PEERS = [1, 2, 3, 4, 6, 9, 19];

test.each(PEERS)("with %i peers every mark and every label lies on the picture", (peers) => {
  for (const width of WIDTHS) {
    const layout = layOut(peers, width);
    expect(layout.peers).toHaveLength(peers);
    for (const place of layout.peers) {
      expect(place.x - layout.radius).toBeGreaterThanOrEqual(0);
      expect(place.x + layout.radius).toBeLessThanOrEqual(width);
      expect(place.y - layout.radius).toBeGreaterThanOrEqual(0);
      expect(place.y + layout.radius).toBeLessThanOrEqual(layout.height);
      expect(place.label.y).toBeGreaterThan(10);
      expect(place.label.y).toBeLessThan(layout.height - 4);
    }
  }
});

test.each(PEERS)("with %i peers no two marks touch, and none touches the middle", (peers) => {
  for (const width of WIDTHS) {
    const { peers: places, centre, radius } = layOut(peers, width);
    for (const [index, one] of places.entries()) {
      expect(Math.hypot(one.x - centre.x, one.y - centre.y)).toBeGreaterThan(radius * 3);
      for (const other of places.slice(index + 1)) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(radius * 2 + 8);
    }
  }
});

test("names are shown while there is room for them, and numbers where there is not", () => {
  expect(layOut(3, 296).isCrowded).toBe(false);
  expect(layOut(19, 296).isCrowded).toBe(true);
  expect(layOut(19, 430).isCrowded).toBe(true);
});

test("no line goes straight down through the name of the middle", () => {
  for (const peers of PEERS.filter((count) => count > 1)) {
    const { peers: places, centre } = layOut(peers, 430);
    expect(places.some((place) => Math.abs(place.x - centre.x) < 1 && place.y > centre.y)).toBe(false);
  }
});

test("the quicker, the thicker; what was not measured is thin", () => {
  expect([0.1, 1, 10, 100, 1000, 10_000].map(lineWidth)).toEqual([4, 3.5, 2.5, 1.5, 1, 1]);
  expect(lineWidth(null)).toBe(1);
});

test("an arc begins at twelve and is never empty or closed", () => {
  expect(arcPath({ x: 0, y: 0 }, 10, 0.25)).toBe("M0.0 -10.0A10 10 0 0 1 10.0 0.0");
  expect(arcPath({ x: 0, y: 0 }, 10, 0.75)).toContain("A10 10 0 1 1 ");
  expect(arcPath({ x: 0, y: 0 }, 10, 0)).toBe(arcPath({ x: 0, y: 0 }, 10, 0.02));
  expect(arcPath({ x: 0, y: 0 }, 10, 1)).not.toContain("1 0.0 -10.0");
});

test.each([1, 2, 3, 4, 7, 12, 64])("%i nodes that are no validators lie below the ring, on the picture, and do not touch", (nodes) => {
  for (const width of WIDTHS) {
    const ring = layOut(3, width);
    const { places, radius, height, left, rest } = layOutside(nodes, ring);
    expect(places.length + left).toBe(nodes);
    for (const [index, one] of places.entries()) {
      expect(one.x - radius).toBeGreaterThanOrEqual(0);
      expect(one.x + radius).toBeLessThanOrEqual(width);
      expect(one.y - radius).toBeGreaterThan(ring.height);
      expect(one.label.y + 15).toBeLessThan(height);
      for (const other of places.slice(index + 1)) expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(60);
    }
    expect(left === 0 || rest.y < height).toBe(true);
  }
});

test("without such nodes the picture is as high as the ring, and one node alone has no ring", () => {
  const ring = layOut(3, 430);
  expect(layOutside(0, ring)).toMatchObject({ height: ring.height, places: [], left: 0 });
  const lone = layOut(0, 430);
  expect(lone.height).toBeLessThan(ring.height);
  expect(lone.centre.y).toBeLessThan(lone.height / 2 + 1);
  expect(lone.peers).toEqual([]);
});

test("a hexagon stands on a corner and is closed", () => {
  expect(hexagonPath({ x: 0, y: 0 }, 10)).toBe("M0.0 -10.0L8.7 -5.0L8.7 5.0L0.0 10.0L-8.7 5.0L-8.7 -5.0Z");
});
