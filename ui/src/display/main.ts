import "@fontsource-variable/noto-sans/wght.css";
import "../styles/index.scss";
import { mount } from "svelte";
import { useHost } from "../api/client";
import { findHost } from "../platform";
import Display from "./Display.svelte";

useHost(await findHost());

const target = document.getElementById("app");
if (target) mount(Display, { target });
