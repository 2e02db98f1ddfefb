/**
 * The map of a city. Without this script the page shows the same map as a drawing.
 *
 * Tiles hold class codes only; words and colours come from the page. Nothing is fetched from
 * another host, unless whoever runs the site has chosen a background map.
 *
 * @typedef {{title: string, tiles: string, words: string[]}} Layer
 * @typedef {{id: string, name: string, kind: string, at: [number, number], url: string}} Place
 */

const WITHHELD = 5;
const NO_FIGURE = 6;
const FAR_STEPS = 10;

const host = document.querySelector("[data-city-map]");
const source = document.getElementById("map-data");

if (host && source && window.maplibregl) {
  start(host, JSON.parse(source.textContent));
}

/** @param {HTMLElement} host @param {any} data */
function start(host, data) {
  const { maplibregl } = window;
  maplibregl.setWorkerUrl(new URL(host.dataset.worker, location.href).href);
  host.hidden = false;
  const stage = host.querySelector("[data-stage]");
  let maps;
  try {
    maps = data.layers.map((layer, at) => makeMap(maplibregl, stage, data, layer, at));
  } catch {
    host.hidden = true; // no WebGL: the drawing stays
    return;
  }
  document.querySelector("[data-pictures]").classList.add("is-replaced");
  document.querySelector("[data-help]").hidden = false;
  const readout = document.querySelector("[data-readout]");
  readout.hidden = false;
  showLegends(host.querySelectorAll("[data-legend]"), data);
  showCredit(host.querySelector("[data-credit]"), data);
  keepTogether(maps);
  if (maps.length > 1) {
    startSwipe(host, stage);
  }
  startPointing(maps, data, readout);
  startKeys(host, maps, data, readout);
  startButtons(host, maps, data);
  Promise.all(maps.map((map) => map.once("idle"))).then(() => {
    host.dataset.ready = "yes";
  });
}

// --- the maps ---------------------------------------------------------------------------------

/** @param {Layer} layer */
function makeMap(maplibregl, stage, data, layer, at) {
  const container = document.createElement("div");
  container.className = `city-map__layer city-map__layer--${at + 1}`;
  stage.append(container);
  const map = new maplibregl.Map({
    container,
    style: styleOf(data, layer),
    bounds: data.bounds,
    fitBoundsOptions: { padding: 12 },
    minZoom: data.zooms[0],
    maxZoom: 17,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    keyboard: false,
    attributionControl: false,
    locale: { "Map.Title": at ? `${data.text.map} (2)` : data.text.map },
  });
  map.touchZoomRotate.disableRotation();
  map.getCanvas().tabIndex = at ? -1 : 0;
  map.on("styleimagemissing", () => {});
  map.on("load", () => map.resize());
  addHatch(map);
  for (const place of data.areas) {
    if (place.kind === "housing_area") {
      const label = document.createElement("span");
      label.className = "city-map__name";
      label.textContent = place.name;
      new maplibregl.Marker({ element: label, anchor: "bottom" }).setLngLat(place.at).addTo(map);
      // It is a name and nothing to press, whatever the library takes a marker for.
      for (const name of ["role", "aria-label", "tabindex"]) {
        label.removeAttribute(name);
      }
    }
  }
  return map;
}

/** @param {Layer} layer */
function styleOf(data, layer) {
  const shades = [1, 2, 3, 4, 5].map((at) => token(`--shade-${at}`));
  const vector = (tiles) => ({
    type: "vector",
    tiles: [new URL(tiles, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}")],
    minzoom: data.zooms[0],
    maxzoom: data.zooms[1],
  });
  const sources = {
    ground: vector(data.ground),
    cells: vector(layer.tiles),
    pointed: { type: "geojson", data: nothing() },
  };
  if (data.background) {
    sources.background = { type: "raster", tiles: [data.background], tileSize: 256 };
  }
  return { version: 8, sources, layers: layersOf(data, shades) };
}

function layersOf(data, shades) {
  const code = ["get", "c"];
  const ground = (id, type, name, paint, filter) => ({
    id, type, source: "ground", "source-layer": name, paint, ...(filter ? { filter } : {}),
  });
  const cells = (id, type, paint, filter) => ({
    id, type, source: "cells", "source-layer": "cells", paint, filter,
  });
  const polygons = ["==", ["geometry-type"], "Polygon"];
  const lines = ["==", ["geometry-type"], "LineString"];
  const width = (far, near) => ["interpolate", ["linear"], ["zoom"], 11, far, 15, near];
  const clear = data.background ? 0.75 : 1;
  const isEstate = ["==", ["get", "kind"], "housing_area"];
  return [
    { id: "paper", type: "background", paint: { "background-color": token("--paper") } },
    ...(data.background ? [{ id: "background", type: "raster", source: "background" }] : []),
    ...(data.background
      ? []
      : [
          ground("land", "fill", "outline", { "fill-color": token("--paper-warm") }),
          ground("parks", "fill", "parks", { "fill-color": token("--map-park") }, polygons),
          ground("water", "fill", "water", { "fill-color": token("--map-water") }, polygons),
        ]),
    cells("shades", "fill", {
      "fill-color": ["match", code, 0, shades[0], 1, shades[1], 2, shades[2], 3, shades[3],
        4, shades[4], token("--paper")],
      "fill-opacity": clear,
      "fill-antialias": false,
    }, ["!=", code, WITHHELD]),
    cells("withheld", "fill", { "fill-pattern": "hatch" }, ["==", code, WITHHELD]),
    cells("no-figure", "line", { "line-color": token("--line"), "line-width": 0.7 },
      ["==", code, NO_FIGURE]),
    ground("stream", "line", "water", {
      "line-color": token("--map-stream"), "line-width": width(1.2, 3),
    }, lines),
    ground("roads", "line", "roads", {
      "line-color": token("--line-strong"),
      "line-width": ["interpolate", ["linear"], ["zoom"],
        11, ["match", ["get", "kind"], "motorway", 2, "ring_road", 1.4, 0.9],
        15, ["match", ["get", "kind"], "motorway", 6, "ring_road", 4, 3]],
    }),
    ground("rail", "line", "rail", {
      "line-color": token("--ink-soft"), "line-width": width(1.1, 2.4), "line-dasharray": [4, 2],
    }),
    ground("area-fields", "fill", "areas", { "fill-opacity": 0 }),
    ground("districts", "line", "areas", {
      "line-color": token("--ink-soft"), "line-width": width(0.4, 1),
    }, ["!", isEstate]),
    ground("estates", "line", "areas", {
      "line-color": token("--ink"), "line-width": width(1.3, 2.4), "line-dasharray": [5, 2],
    }, isEstate),
    {
      id: "pointed", type: "line", source: "pointed",
      paint: { "line-color": token("--brick"), "line-width": 3 },
    },
  ];
}

/** Diagonal lines on warm paper for what is protected, drawn here so that no picture is fetched. */
function addHatch(map) {
  const size = 12;
  const paper = rgb(token("--paper-warm"));
  const ink = rgb(token("--line-strong"));
  const pixels = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const colour = (x + y) % 6 < 1 ? ink : paper;
      pixels.set([...colour, 255], (y * size + x) * 4);
    }
  }
  const add = () => {
    if (!map.hasImage("hatch")) {
      map.addImage("hatch", { width: size, height: size, data: pixels }, { pixelRatio: 1.5 });
    }
  };
  map.on("styledata", add);
}

function keepTogether(maps) {
  let isMoving = false;
  for (const map of maps) {
    map.on("move", () => {
      if (isMoving) {
        return;
      }
      isMoving = true;
      for (const other of maps) {
        if (other !== map) {
          other.jumpTo({ center: map.getCenter(), zoom: map.getZoom() });
        }
      }
      isMoving = false;
    });
  }
}

// --- two maps ---------------------------------------------------------------------------------

function startSwipe(host, stage) {
  const row = document.querySelector("[data-swipe]");
  const slider = row.querySelector("input");
  const upper = stage.querySelector(".city-map__layer--2");
  const border = document.createElement("div");
  border.className = "city-map__border";
  border.setAttribute("aria-hidden", "true");
  host.append(border);
  const place = () => {
    upper.style.setProperty("clip-path", `inset(0 0 0 ${slider.value}%)`);
    border.style.setProperty("left", `${slider.value}%`);
  };
  row.hidden = false;
  slider.addEventListener("input", place);
  place();
}

// --- reading the map --------------------------------------------------------------------------

function startPointing(maps, data, readout) {
  for (const map of maps) {
    map.on("mousemove", (event) => read(maps, data, readout, event.point));
    map.on("click", (event) => read(maps, data, readout, event.point));
    map.getCanvas().addEventListener("mouseleave", () => mark(maps, []));
  }
}

/** Say what lies at a point: the class in words, never a number that is not on the page. */
function read(maps, data, readout, point) {
  const cells = maps.map((map) => map.queryRenderedFeatures(point, {
    layers: ["shades", "withheld"],
  })[0]);
  mark(maps, cells.filter(Boolean));
  const place = placeAt(maps[0], data, point);
  const parts = cells.map((cell, at) => {
    const words = cell ? data.layers[at].words[cell.properties.c] : data.text.outside;
    if (maps.length === 1) {
      return words;
    }
    return `${at ? data.text.right : data.text.left}: ${words}`;
  });
  readout.replaceChildren(`${parts.join(". ")}.`);
  if (place) {
    const link = document.createElement("a");
    link.href = place.url;
    link.textContent = place.name;
    readout.append(" ", link);
  }
}

/** The area at a point; a housing area before the district that it lies in. */
function placeAt(map, data, point) {
  const found = map.queryRenderedFeatures(point, { layers: ["area-fields"] });
  const ids = found.map((feature) => feature.properties.area_id);
  const places = data.areas.filter((place) => ids.includes(place.id));
  return places.find((place) => place.kind === "housing_area") || places[0];
}

function mark(maps, cells) {
  const features = cells.slice(0, 1).map((cell) => ({
    type: "Feature", properties: {}, geometry: cell.geometry,
  }));
  for (const map of maps) {
    map.getSource("pointed")?.setData({ type: "FeatureCollection", features });
  }
}

function startKeys(host, maps, data, readout) {
  const map = maps[0];
  const canvas = map.getCanvas();
  const readCentre = () => {
    const { clientWidth, clientHeight } = map.getContainer();
    read(maps, data, readout, [clientWidth / 2, clientHeight / 2]);
  };
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("focus", () => {
    if (canvas.matches(":focus-visible")) {
      host.classList.add("has-cross");
      readCentre();
    }
  });
  canvas.addEventListener("blur", () => host.classList.remove("has-cross"));
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key in moves) {
      const step = cellPixels(map, data) * (event.shiftKey ? FAR_STEPS : 1);
      map.panBy(moves[event.key].map((one) => one * step), { animate: false });
    } else if (event.key === "+" || event.key === "=") {
      map.zoomIn({ animate: false });
    } else if (event.key === "-") {
      map.zoomOut({ animate: false });
    } else if (event.key === "Home") {
      map.fitBounds(data.bounds, { padding: 12, animate: false });
    } else {
      return;
    }
    event.preventDefault();
    host.classList.add("has-cross");
    map.once("idle", readCentre);
    map.triggerRepaint();
  });
}

/** How wide a square is on the screen now. */
function cellPixels(map, data) {
  const earth = 40075016.686;
  const { lat } = map.getCenter();
  const metres = (earth * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom());
  return data.cellSize / metres;
}

function startButtons(host, maps, data) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const options = { animate: !calm };
  const actions = {
    in: () => maps[0].zoomIn(options),
    out: () => maps[0].zoomOut(options),
    all: () => maps[0].fitBounds(data.bounds, { padding: 12, ...options }),
  };
  for (const button of host.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", actions[button.dataset.zoom]);
  }
}

// --- around the map ---------------------------------------------------------------------------

function showLegends(legends, data) {
  for (const [at, layer] of data.layers.entries()) {
    const legend = legends[at];
    if (data.layers.length > 1) {
      const side = document.createElement("p");
      side.className = "city-map__side";
      side.textContent = at ? data.text.right : data.text.left;
      legend.append(side);
    }
    const list = document.createElement("ul");
    for (const [code, words] of layer.words.entries()) {
      const item = document.createElement("li");
      const swatch = document.createElement("span");
      swatch.className = `city-map__swatch city-map__swatch--${code}`;
      item.append(swatch, words);
      list.append(item);
    }
    legend.append(list);
  }
}

function showCredit(line, data) {
  if (data.background && data.credit) {
    line.textContent = data.credit;
    line.hidden = false;
  }
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function rgb(hex) {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

function nothing() {
  return { type: "FeatureCollection", features: [] };
}
