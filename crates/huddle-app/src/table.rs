//! The two tables: the only list of what the product can do.
//!
//! From them come dispatch, the TypeScript map, `huddlectl call` and the contract test. A row reads
//! `name(Request) -> Response = handler;`. A row without a handler does not compile.

/// Hands the query rows to macro `$with`. Queries have no side effects.
macro_rules! queries {
    ($with:ident) => {
        $with! {
            boot_get(Nothing) -> BootView = ward::boot_get;
            ward_get(Nothing) -> WardView = ward::ward_get;
            now_get(Nothing) -> NowView = ward::now_get;
            settings_get(Nothing) -> SettingsView = ward::settings_get;
            undo_get(Nothing) -> UndoView = undo::undo_get;
            today_get(TodayAsk) -> TodayView = today::today_get;
            glance_get(GlanceAsk) -> GlanceView = board::glance_get;
            cards_get(CardsAsk) -> BoardView = board::cards_get;
            card_get(CardAsk) -> CardDetail = board::card_get;
            put_away_get(PageAsk) -> PutAwayView = board::put_away_get;
            clashes_get(ClashesAsk) -> ClashesView = edit::clashes_get;
            bin_get(Nothing) -> BinView = board::bin_get;
            find(FindAsk) -> FindView = find::find;
            huddle_get(HuddleAsk) -> HuddleView = huddle::huddle_get;
            huddles_get(HuddlesAsk) -> HuddlesView = huddle::huddles_get;
            crosses_get(CrossesAsk) -> CrossesView = cross::crosses_get;
            cross_day_get(CrossDayAsk) -> CrossDayView = cross::cross_day_get;
            measures_get(MeasuresAsk) -> MeasuresView = measure::measures_get;
            measure_get(MeasureAsk) -> MeasureDetail = measure::measure_get;
            readings_due_get(DueAsk) -> DueView = reading::readings_due_get;
            readings_back_get(BackAsk) -> BackView = fill::readings_back_get;
            measure_advice_get(AdviceAsk) -> AdviceView = measure::measure_advice_get;
            starters_get(Nothing) -> StartersView = measure::starters_get;
            import_preview(ImportPreviewAsk) -> ImportPreview = import::import_preview;
            procedures_get(ProceduresAsk) -> ProceduresView = procedure::procedures_get;
            procedure_get(ProcedureAsk) -> ProcedureView = procedure::procedure_get;
            escalations_get(EscalationsAsk) -> EscalationsView = escalation::escalations_get;
            escalation_get(ById) -> EscalationView = escalation::escalation_get;
            ideas_get(Nothing) -> IdeasView = idea::ideas_get;
            projects_get(Nothing) -> ProjectsView = improvement::projects_get;
            project_get(ProjectAsk) -> ProjectView = improvement::project_get;
            week_get(WeekAsk) -> WeekView = week::week_get;
            pile_get(PileAsk) -> PileView = pile::pile_get;
            raise_check_get(RaiseAsk) -> RaiseCheck = raise::raise_check_get;
            cross_raise_check_get(CrossRaiseAsk) -> RaiseCheck = cross::wall::cross_raise_check_get;
            words_check_get(WordsAsk) -> WordsCheck = raise::words_check_get;
            sharing_get(Nothing) -> SharingView = sync::view::sharing_get;
            before_get(Nothing) -> BeforeGet = sync::before::before_get;
            bundle_get(Nothing) -> BundleGet = sync::bundle::asks::bundle_get;
            sharing_test_get(Nothing) -> SharingTestView = sync::test::sharing_test_get;
            sharing_around_get(SharingAround) -> SharingAroundView = sync::around::sharing_around_get;
            wall_get(Nothing) -> WallView = wall::wall_get;
        }
    };
}

/// Hands the command rows to macro `$with`. Every command is idempotent by its request id.
macro_rules! commands {
    ($with:ident) => {
        $with! {
            ward_start(WardStart) -> Done = ward::ward_start;
            ward_set(WardSet) -> Done = ward::ward_set;
            tiles_paste(TilesPaste) -> TilesPasted = ward::tiles_paste;
            tile_add(TileAdd) -> Done = ward::tile_add;
            tile_set(TileSet) -> Done = ward::tile_set;
            lane_set(LaneSet) -> Done = ward::lane_set;
            lane_status_set(LaneStatusSet) -> Done = ward::lane_status_set;
            section_set(SectionSet) -> Done = ward::section_set;
            pin_set(PinSet) -> Done = pin::pin_set;
            pin_check(PinCheck) -> PinAnswer = pin::pin_check;
            pc_setting_set(PcSettingSet) -> Done = ward::pc_setting_set;
            backup_now(BackupNow) -> BackupDone = backup::backup_now;
            backup_folder_set(BackupFolderSet) -> Done = backup::backup_folder_set;
            pack_make(Nothing) -> PackDone = pack::pack_make;
            pack_folder_set(PackFolderSet) -> Done = pack::pack_folder_set;
            undo(UndoAsk) -> Undone = undo::undo;
            redo(UndoAsk) -> Undone = undo::redo;
            clash_settle(ClashSettle) -> Done = edit::clash_settle;
            bin_set(BinSet) -> Done = edit::bin_set;
            card_add(CardAdd) -> Done = board::card_add;
            card_set(FieldSet) -> Done = board::card_set;
            card_text(TextEdit) -> TextState = board::card_text;
            card_move(CardMove) -> Done = board::card_move;
            card_check_add(CardCheckAdd) -> Done = board::card_check_add;
            card_check_set(CardCheckSet) -> Done = board::card_check_set;
            card_comment(CardComment) -> Done = board::card_comment;
            card_me_too(CardMeToo) -> Done = board::card_me_too;
            card_helper(CardHelperSet) -> Done = ties::card_helper;
            card_link(CardLink) -> Done = ties::card_link;
            card_unlink(CardUnlink) -> Done = ties::card_unlink;
            card_put_away(CardPutAway) -> Done = board::card_put_away;
            huddle_start(HuddleStart) -> HuddleStarted = huddle::huddle_start;
            huddle_answer(HuddleAnswer) -> Done = huddle::huddle_answer;
            huddle_text(TextEdit) -> TextState = huddle::huddle_text;
            huddle_present(HuddlePresent) -> Done = huddle::huddle_present;
            huddle_flag(HuddleFlag) -> Done = huddle::huddle_flag;
            huddle_lead(HuddleLead) -> Done = huddle::huddle_lead;
            huddle_times(HuddleTimes) -> Done = huddle::huddle_times;
            huddle_pause(HuddlePause) -> Done = huddle::huddle_pause;
            huddle_finish(HuddleFinish) -> Done = huddle::huddle_finish;
            huddle_not_held(HuddleNotHeld) -> Done = huddle::huddle_not_held;
            action_add(ActionAdd) -> Done = huddle::action_add;
            action_set(ActionSet) -> Done = huddle::action_set;
            notice_add(NoticeAdd) -> Done = notice::notice_add;
            notice_end(ById) -> Done = notice::notice_end;
            cross_define(CrossDefine) -> Done = cross::cross_define;
            cross_mark(CrossMark) -> Done = cross::cross_mark;
            cross_wall_set(CrossWallSet) -> Done = cross::wall::cross_wall_set;
            measure_define(MeasureDefine) -> Done = measure::measure_define;
            measure_set(MeasureSet) -> Done = measure::measure_set;
            measure_status_set(MeasureStatusSet) -> Done = measure::measure_status_set;
            measure_range_start(MeasureRangeStart) -> Done = measure::measure_range_start;
            measure_range_join(MeasureRangeJoin) -> Done = measure::measure_range_join;
            reading_set(ReadingSet) -> Done = reading::reading_set;
            readings_paste(ReadingsPaste) -> Imported = fill::readings_paste;
            reading_clear(ReadingClear) -> Done = reading::reading_clear;
            readings_import(ReadingsImport) -> Imported = import::readings_import;
            procedure_draft(ProcedureDraft) -> ProcedureDrafted = procedure::procedure_draft;
            procedure_set(ProcedureSet) -> Done = procedure::procedure_set;
            step_add(StepAdd) -> Done = procedure::step_add;
            step_set(StepSet) -> Done = procedure::step_set;
            step_move(StepMove) -> Done = procedure::step_move;
            step_remove(StepRemove) -> Done = procedure::step_remove;
            procedure_status_set(ProcedureStatusSet) -> Done = procedure::procedure_status_set;
            escalation_write(EscalationWrite) -> Done = escalation::escalation_write;
            escalation_answer(EscalationAnswer) -> Done = escalation::escalation_answer;
            escalation_lane_set(EscalationLaneSet) -> Done = escalation::escalation_lane_set;
            escalation_close(EscalationClose) -> Done = escalation::escalation_close;
            reply_add(ReplyAdd) -> Done = reply::reply_add;
            idea_add(IdeaAdd) -> Done = idea::idea_add;
            idea_reply(IdeaReply) -> Done = idea::idea_reply;
            project_add(ProjectAdd) -> Done = improvement::project_add;
            project_set(ProjectSet) -> Done = improvement::project_set;
            project_dates(ProjectDates) -> Done = improvement::project_dates;
            project_measure_add(ProjectMeasureAdd) -> Done = improvement::project_measure_add;
            project_measure_set(ProjectMeasureSet) -> Done = improvement::project_measure_set;
            project_measure_remove(ProjectMeasureRemove) -> Done = improvement::project_measure_remove;
            project_check_set(ProjectCheckSet) -> Done = improvement::project_check_set;
            project_held_set(ProjectHeldSet) -> Done = improvement::project_held_set;
            project_stop(ProjectStop) -> Done = improvement::project_stop;
            week_line_set(WeekLineSet) -> Done = week::week_line_set;
            week_freeze(WeekFreeze) -> WeekFrozen = week::week_freeze;
            week_files_make(WeekFilesMake) -> WeekFiles = week::week_files_make;
            pile_files_make(PileFilesMake) -> PileFiles = pile::pile_files_make;
            audience_set(AudienceSet) -> Done = raise::audience_set;
            sharing_invite(SharingInvite) -> SharingInvited = sync::asks::sharing_invite;
            sharing_invites_end(SharingInvitesEnd) -> Done = sync::asks::sharing_invites_end;
            sharing_join(SharingJoin) -> Done = sync::asks::sharing_join;
            sharing_join_stop(Nothing) -> Done = sync::asks::sharing_join_stop;
            sharing_digits_open(SharingDigitsOpen) -> Done = sync::digits::sharing_digits_open;
            sharing_digits_join(SharingDigitsJoin) -> Done = sync::digits::sharing_digits_join;
            sharing_digits_say(SharingDigitsSay) -> Done = sync::digits::sharing_digits_say;
            sharing_digits_stop(Nothing) -> Done = sync::digits::sharing_digits_stop;
            sharing_name_set(SharingNameSet) -> Done = sync::asks::sharing_name_set;
            sharing_out(SharingOut) -> Done = sync::asks::sharing_out;
            sharing_renew(SharingRenew) -> Done = sync::asks::sharing_renew;
            ward_shown_set(ById) -> Done = sync::asks::ward_shown_set;
            before_aside(BeforeAside) -> Done = sync::before::before_aside;
            before_copy(BeforeCopy) -> BeforeCopied = sync::before::before_copy;
            bundle_join(BundleJoin) -> BundleJoined = sync::bundle::asks::bundle_join;
            bundle_make(BundleMake) -> BundleMade = sync::bundle::asks::bundle_make;
            bundle_take(BundleTake) -> BundleTaken = sync::bundle::asks::bundle_take;
            sharing_peer_add(SharingPeer) -> Done = sync::reach::sharing_peer_add;
            sharing_peer_remove(SharingPeer) -> Done = sync::reach::sharing_peer_remove;
            sharing_port_set(SharingPortSet) -> Done = sync::reach::sharing_port_set;
        }
    };
}
pub(crate) use {commands, queries};
