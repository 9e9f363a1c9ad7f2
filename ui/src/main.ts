import "@fontsource-variable/noto-sans/wght.css";
import "./styles/index.scss";
import { mount } from "svelte";
import App from "./App.svelte";
import { useHost, useTileSource } from "./api/client";
import { findHost } from "./platform";
import { session } from "./state/session.svelte";

useHost(await findHost());
useTileSource(() => session.tile?.id ?? null);

const target = document.getElementById("app");
if (target) mount(App, { target });
