"""What each role may see and do: the one table. Printed in docs/peran.md from here.

An action that is not named here cannot run, and a test fails on one that is missing.
``look.*`` names are for seeing; the others are the names of actions. *Which rows* of
what may be seen is said by each step's ``visible_to``, never here.
"""

from dataclasses import dataclass

from tanggap.base.models import Role

P, K, M, U, H, A, X = (
    Role.PETUGAS,
    Role.KETUA,
    Role.MUTU,
    Role.PJ_UNIT,
    Role.KEPALA,
    Role.AUDITOR,
    Role.ADMIN,
)


@dataclass(frozen=True)
class Right:
    """One row of the table: the words people read, and who has it."""

    label: str
    roles: frozenset[Role]


def _right(label: str, *roles: Role) -> Right:
    return Right(label, frozenset(roles))


TEAM = (P, K)
LEADERS = (K, H)

RIGHTS: dict[str, Right] = {
    # — groundwork —
    "look.settings": _right("Melihat setelan puskesmas", K, H, X),
    "look.holders": _right("Melihat siapa memegang peran", K, H, A, X),
    "look.history": _right("Melihat riwayat", K, H, A, X),
    "base.set_up_facility": _right("Menyiapkan puskesmas baru"),
    "base.change_facility": _right("Mengubah setelan puskesmas", H, X),
    "base.change_profile": _right("Mengubah profil puskesmas", H, X),
    "base.add_unit": _right("Menambah unit", K, H, X),
    "base.change_unit": _right("Mengubah unit", K, H, X),
    "base.close_unit": _right("Menutup unit", K, H, X),
    "base.reopen_unit": _right("Membuka lagi unit", K, H, X),
    "base.add_staff": _right("Menambah pegawai", H, X),
    "base.change_staff": _right("Mengubah data pegawai", H, X),
    "base.deactivate_staff": _right("Menonaktifkan pegawai", H, X),
    "base.reactivate_staff": _right("Mengaktifkan kembali pegawai", H, X),
    "base.grant_role": _right("Memberi peran", H, X),
    "base.revoke_role": _right("Mencabut peran", H, X),
    "base.reset_password": _right("Menyetel ulang kata sandi pegawai", X),
    "base.change_own_password": _right("Mengganti kata sandi sendiri", *Role),
    "base.note_device": _right("Mencatat perangkat saat masuk (otomatis)"),
    "base.settle_device": _right("Mengenali perangkat baru sendiri", *Role),
    "base.refuse_device": _right("Menolak perangkat baru atas nama sendiri", *Role),
    "base.end_own_session": _right("Mengakhiri satu sesi sendiri", *Role),
    "base.end_own_sessions": _right("Keluar dari semua perangkat", *Role),
    "base.end_sessions": _right("Mengeluarkan pegawai dari semua perangkat", X),
    "base.lift_lock": _right("Membuka kunci masuk pegawai", X),
    "base.begin_second_factor": _right("Mulai memasang verifikasi dua langkah", *Role),
    "base.cancel_second_factor": _right("Membatalkan pemasangan sendiri", *Role),
    "base.confirm_second_factor": _right("Menyalakan verifikasi dua langkah sendiri", *Role),
    "base.renew_recovery_codes": _right("Memperbarui kode cadangan sendiri", *Role),
    "base.drop_second_factor": _right("Mematikan verifikasi dua langkah sendiri", *Role),
    "base.remove_second_factor": _right("Mematikan verifikasi dua langkah pegawai", X),
    "base.put_off_second_factor": _right("Menunda verifikasi dua langkah", *Role),
    "base.set_up_team": _right("Menetapkan tim (SK Tim)", K, H, X),
    "base.end_team": _right("Mengakhiri masa tugas tim", K, H, X),
    "base.add_local_day": _right("Menambah hari setempat", K, H, X),
    "base.remove_local_day": _right("Menghapus hari setempat", K, H, X),
    "base.note_reading": _right("Memeriksa keutuhan riwayat (berjalan sendiri)"),
    "base.save_view": _right("Menyimpan tampilan daftar", *Role),
    "base.drop_view": _right("Menghapus tampilan daftar sendiri", *Role),
    # — gateway —
    "look.lines": _right("Melihat saluran", P, K, H, X),
    "gateway.open_line": _right("Menambah saluran", K, H, X),
    "gateway.change_line": _right("Mengubah setelan saluran", K, H, X),
    "gateway.take_setup_file": _right("Mengunduh berkas setelan modem", K, H, X),
    "gateway.close_line": _right("Menutup saluran", K, H, X),
    "gateway.reopen_line": _right("Membuka kembali saluran", K, H, X),
    "gateway.try_line_again": _right("Mencoba lagi saluran yang terganggu", K, H, X),
    "gateway.prove_line": _right("Menyimpan bukti aktif saluran", P, K, H, X),
    "gateway.drop_proof": _right("Menghapus bukti aktif saluran", K, H, X),
    "gateway.check_lines": _right("Mencatat pemeriksaan ketersediaan saluran", P, K, H, X),
    "gateway.take_back_check": _right("Membatalkan pemeriksaan saluran hari itu", P, K, H, X),
    "gateway.send": _right("Mengantre kiriman keluar", P, K, U, H),
    "gateway.keep_media": _right("Menyimpan lampiran", *TEAM),
    "gateway.keep_form": _right("Menyimpan isian formulir web (berjalan sendiri)"),
    "gateway.let_go_of_media": _right("Membuang lampiran impor yang dibatalkan (otomatis)"),
    "look.troubles": _right("Melihat gangguan saluran", P, K, H, X),
    "gateway.retry_arrival": _right("Membaca ulang kiriman", *TEAM, X),
    "gateway.take_out_raw": _right("Mengunduh isi mentah kiriman yang tidak terbaca", X),
    "gateway.done_by_hand": _right("Menandai «sudah dikirim»", P, K, H),
    "gateway.wait_by_hand_again": _right("Membatalkan «sudah dikirim»", P, K, H),
    "gateway.give_up": _right("Menghentikan pengiriman", P, K, H),
    "gateway.try_again": _right("Mencoba lagi kiriman yang gagal", P, K, H),
    "gateway.follow": _right("Menandai kiriman yang diganti kiriman lain", P, K, H),
    "gateway.doubt_what_waited": _right(
        "Menandai kiriman yang menunggu «perlu diperiksa» sesudah pemulihan (otomatis)"
    ),
    # — inbox —
    "look.inbox": _right("Melihat pesan masuk", *TEAM),
    "inbox.write_in": _right("Mencatat telepon, datang langsung, surat, dan slip", *TEAM),
    "inbox.take_in": _right("Membaca kiriman saluran menjadi pesan (berjalan sendiri)"),
    "inbox.note_sent": _right("Menaruh pesan terkirim ke percakapan (berjalan sendiri)"),
    "inbox.let_go_of_sent": _right("Mengeluarkan pesan yang ternyata belum dikirim", P, K, H),
    "inbox.correct_box": _right("Memperbaiki jumlah slip kotak saran", *TEAM),
    "inbox.sort_out": _right("Menandai pesan sudah dipilah", *TEAM),
    "inbox.unsort": _right("Mengembalikan pesan ke pemilahan", *TEAM),
    "inbox.split_people": _right("Membatalkan penyatuan warga", *TEAM),
    "inbox.open_box": _right("Mencatat pembukaan kotak saran", *TEAM),
    "inbox.print_slips": _right("Mencetak lembar saran bernomor", *TEAM),
    "inbox.keep_slip_photos": _right("Menyimpan foto slip kotak saran", *TEAM),
    "inbox.note_slip_read": _right("Membaca foto slip (berjalan sendiri)"),
    "inbox.type_slip": _right("Mengetik slip dari fotonya", *TEAM),
    "inbox.set_slip_aside": _right("Menyisihkan foto slip kosong atau bukan slip", *TEAM),
    "inbox.take_slip_back": _right("Mengembalikan slip untuk diketik lagi", *TEAM),
    "inbox.import_chat": _right("Mengimpor ekspor percakapan", *TEAM),
    "inbox.forecast_import": _right("Melihat dulu isi ekspor percakapan", *TEAM),
    "inbox.offer_sms": _right("Membaca cadangan SMS dari HP", *TEAM),
    "inbox.import_sms": _right("Memasukkan SMS dari HP", *TEAM),
    "inbox.drop_sms": _right("Membuang cadangan SMS yang belum dimasukkan", *TEAM),
    "inbox.undo_sms": _right("Membatalkan impor SMS", *TEAM),
    "inbox.carry_sms": _right("Melanjutkan impor SMS (berjalan sendiri)"),
    "inbox.offer_calls": _right("Membaca riwayat panggilan HP", *TEAM),
    "inbox.import_calls": _right("Memasukkan riwayat panggilan HP", *TEAM),
    "inbox.drop_calls": _right("Membuang riwayat panggilan yang belum dimasukkan", *TEAM),
    "inbox.undo_calls": _right("Membatalkan impor riwayat panggilan", *TEAM),
    "inbox.carry_calls": _right("Melanjutkan impor riwayat panggilan (berjalan sendiri)"),
    "inbox.reach_caller": _right("Menandai telepon balik selesai", *TEAM),
    "inbox.miss_caller": _right("Mencatat telepon balik yang belum tersambung", *TEAM),
    "inbox.give_up_caller": _right("Menghentikan telepon balik", *TEAM),
    "inbox.wait_for_caller_again": _right("Mengembalikan telepon balik yang selesai", *TEAM),
    "inbox.set_aside": _right("Menandai spam, bukan kewenangan, atau selesai dijawab", *TEAM),
    "inbox.take_back": _right("Membatalkan penandaan pesan", *TEAM),
    "inbox.know_people": _right("Mencatat warga dari buku lama (berjalan sendiri)"),
    "inbox.forget_people": _right("Melepas warga dari impor yang dibatalkan (berjalan sendiri)"),
    "inbox.keep_apart": _right("Menyatakan dua warga bukan orang yang sama", *TEAM),
    "inbox.merge_people": _right("Menyatukan dua identitas warga", *TEAM),
    "inbox.rename_person": _right("Mengubah nama warga", *TEAM),
    # — logbook —
    "look.entries": _right("Melihat entri buku", P, K, M, U, H, A),
    "look.identities": _right("Melihat identitas pelapor", P, K, H),
    "logbook.write_down": _right("Mencatat entri baru", *TEAM),
    "logbook.add_message": _right("Menambahkan pesan ke entri", *TEAM),
    "logbook.take_message_out": _right("Mengeluarkan pesan dari entri", *TEAM),
    "logbook.correct": _right("Memperbaiki entri", *TEAM),
    "logbook.assign_units": _right("Menetapkan unit terkait", P, K, H),
    "logbook.name_accused": _right("Menetapkan pegawai yang diadukan", K, H, P),
    "logbook.cancel": _right("Membatalkan entri", K, P),
    "logbook.restore": _right("Memulihkan entri yang dibatalkan", K, P),
    "logbook.give_receipt": _right("Memberi tanda terima", *TEAM),
    "logbook.ask_completion": _right("Meminta kelengkapan", *TEAM),
    "logbook.declare_complete": _right("Menyatakan lengkap", *TEAM),
    "logbook.close": _right("Menyelesaikan entri", P, K, H),
    "logbook.reopen": _right("Membuka kembali entri", P, K, H),
    "logbook.take_back_closing": _right("Membatalkan penyelesaian entri", P, K, H),
    "logbook.note_step": _right("Mencatat tindak lanjut", P, K, U, H),
    "logbook.make_findable": _right("Menambah kata yang dapat dicari", *TEAM, U, H),
    "logbook.meet": _right("Menandai janji waktu terpenuhi", *TEAM, U, H),
    "logbook.unmeet": _right(
        "Menjalankan lagi janji waktu yang ternyata belum terpenuhi (otomatis)"
    ),
    "logbook.change_promise": _right("Mengubah janji waktu puskesmas", K, H, X),
    "logbook.prepare": _right("Menyiapkan buku"),
    "logbook.lay_in_topics": _right("Menyiapkan daftar topik", X),
    "logbook.withdraw_stale": _right("Menyatakan dianggap dicabut sesudah 30 hari"),
    "logbook.hand_over": _right("Menyerahkan ke dinas", K, H, P),
    "logbook.offer_book": _right("Membaca buku lama dari lembar kerja", *TEAM),
    "logbook.import_book": _right("Memasukkan buku lama", *TEAM),
    "logbook.drop_book": _right("Membuang buku lama yang belum dimasukkan", *TEAM),
    "logbook.undo_book": _right("Membatalkan pemasukan buku lama", *TEAM),
    "logbook.carry_book": _right("Melanjutkan pemasukan buku lama (berjalan sendiri)"),
    "logbook.note_old_answers": _right("Menandai jawaban buku lama (berjalan sendiri)"),
    # — reply —
    "reply.draft": _right("Menulis konsep jawaban", P, K, U, H),
    "reply.approve": _right("Menyetujui jawaban", *LEADERS),
    "reply.return_draft": _right("Mengembalikan konsep jawaban", *LEADERS),
    "reply.discard": _right("Membuang konsep jawaban", P, K, H),
    "reply.redraft": _right("Memperbaiki konsep jawaban", P, K, U, H),
    "reply.send": _right("Mengirim jawaban", P, K, H),
    "reply.send_again": _right("Mengirim ulang jawaban yang gagal", P, K, H),
    "reply.answer_at_once": _right("Menjawab pertanyaan langsung saat memilah", *TEAM),
    "reply.sent_by_hand": _right("Menandai jawaban «sudah dikirim» dari HP", P, K, H),
    "reply.mark_given": _right("Menandai jawaban sudah disampaikan atau ditempel", P, K, H),
    "reply.take_back_given": _right("Membatalkan «sudah dikirim» atau «disampaikan»", P, K, H),
    "reply.take_back_sent": _right("Membatalkan «sudah dikirim» untuk tanda terima", P, K, H),
    "reply.take_up_again": _right("Memilah lagi pesan yang jawabannya tidak sampai", *TEAM),
    "reply.note_reached": _right("Mencatat jawaban terkirim atau gagal (otomatis)"),
    "reply.send_receipt": _right("Mengirim tanda terima lewat saluran", *TEAM),
    "reply.ask_by_line": _right("Meminta kelengkapan lewat saluran", *TEAM),
    "reply.adopt": _right("Menandai pesan keluar sebagai jawaban", *TEAM),
    "reply.keep_old_answers": _right("Menaruh jawaban dari buku lama (berjalan sendiri)"),
    "reply.let_go_of_old_answers": _right(
        "Melepas jawaban buku lama yang dibatalkan (berjalan sendiri)"
    ),
    "reply.set_approval": _right("Menetapkan jawaban yang perlu disetujui", *LEADERS),
    "reply.prepare": _right("Menyiapkan contoh jawaban awal (otomatis)"),
    "reply.add_template": _right("Menambah contoh jawaban", K, H),
    "reply.change_template": _right("Mengubah contoh jawaban", K, H),
    "reply.close_template": _right("Menutup dan membuka contoh jawaban", K, H),
    # — website —
    "website.take_report": _right("Menerima laporan dari formulir web (berjalan sendiri)"),
    "website.add_words": _right("Menerima keterangan tambahan dari pelapor (berjalan sendiri)"),
    "website.clear_doubt": _right("Mencatat pelapor bukan robot (berjalan sendiri)"),
    # — papers and exports —
    "look.papers": _right("Mencetak buku dan tanda terima", P, K, M, H, A),
    "look.export": _right("Mengekspor data", K, H),
    # — backups —
    "look.backups": _right("Melihat cadangan", H, X),
    "site.set_backup_passphrase": _right("Menyetel kata sandi cadangan", H, X),
    "site.choose_backup_folder": _right("Memilih folder cadangan", X),
    "site.back_up": _right("Membuat cadangan", H, X),
    "site.test_backup": _right("Menguji cadangan", H, X),
    "site.take_out_backup": _right("Mengunduh cadangan", X),
    "site.note_backup": _right("Mencatat jalannya cadangan (berjalan sendiri)"),
}
