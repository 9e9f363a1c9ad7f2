import "@fontsource-variable/noto-sans/wght.css";
import "./styles/index.scss";
import { mount } from "svelte";
import App from "./App.svelte";
import { currentHost, useHost, useTileSource } from "./api/client";
import { findHost } from "./platform";
import { saveAll } from "./state/leaving";
import { session } from "./state/session.svelte";

useHost(await findHost());
useTileSource(() => session.tile?.id ?? null);
currentHost().beforeClose?.(saveAll);

const target = document.getElementById("app");
if (target) mount(App, { target });
